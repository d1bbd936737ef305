import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { sha256 } from '../../src/lib/hash.js';
import { openCheckpoint, readTensor } from '../../src/services/encoder/models/checkpoint/checkpoint.js';
import type { EncodeRequest } from '../../src/services/encoder/types.js';
import { halves } from '../support/checkpoint-writer.js';
import { leopardHere } from '../support/command-line-here.js';
import { goldenImage, goldensOf, openEncoder } from './golden-models.js';

const scratch = mkdtempSync(join(tmpdir(), 'leopard-int8-'));
const folder = join(scratch, 'drawn');
const copyOfDemo = (target: string) =>
  cpSync(fileURLToPath(new URL('../../models/demo', import.meta.url)), target, {
    recursive: true,
    filter: (path) => !/training|prepacked|int8/.test(path.slice(path.lastIndexOf('/'))),
  });
const prepare = (model: string, ...args: string[]) =>
  leopardHere('models', 'prepare', model, '--precision', 'int8', ...args);
const prepared = (model: string) =>
  JSON.parse(readFileSync(join(model, 'int8.json'), 'utf8').split('\n').slice(1).join('\n')) as {
    plan: { fp32: string[]; rows: string[] };
    found: Record<string, number>;
  };

const image = goldenImage('tiny-model', goldensOf('tiny-model'), 'portrait');
const requests: Omit<EncodeRequest, 'priority'>[] = [
  { image, instruction: 'in blue' },
  { image },
  { instruction: 'a red mug with flowers' },
];

async function vectors(options: Parameters<typeof openEncoder>[1], priority: EncodeRequest['priority'] = 'bulk') {
  const encoder = await openEncoder(folder, { precision: 'int8', ...options });
  try {
    const embeddings = [];
    for (const request of requests) embeddings.push((await encoder.encode({ ...request, priority })).embedding);
    return { embeddings, identity: encoder.identity };
  } finally {
    await encoder.close();
  }
}

beforeAll(() => copyOfDemo(folder));
afterAll(() => rm(scratch, { recursive: true }));

describe('a model in int8', { timeout: 240_000 }, () => {
  it('is refused before it was prepared', async () => {
    await expect(vectors({})).rejects.toMatchObject({ code: 'PRECISION_NOT_PREPARED' });
  });

  it('is refused where no choice of products reaches the bound; what was measured is not measured again', async () => {
    const refused = await prepare(folder, '--bound', '0.9999999');
    expect(refused).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('PRECISION_NOT_REACHED') as unknown });
    const known = readFileSync(join(folder, 'int8.json.unfinished'), 'utf8');
    // A measurement that would not be found again.
    const [key, first = '', ...rest] = known.split('\n');
    const mark = { ...(JSON.parse(first) as object), int8: 1, 'int8-rows': 1 };
    writeFileSync(join(folder, 'int8.json.unfinished'), [key, JSON.stringify(mark), ...rest].join('\n'));
    expect((await prepare(folder, '--bound', '0.9998')).exitCode).toBe(0);
    expect(prepared(folder).plan.fp32).toContain((JSON.parse(first) as { weights: string }).weights.split(' ')[0]);
  });

  it('is prepared by measuring: what it chose and found is written beside the model, and listed', async () => {
    const { exitCode, stdout } = await prepare(folder);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('Prepared for int8');
    const { found } = prepared(folder);
    expect(found['smallestCosine']).toBeGreaterThanOrEqual(0.998);
    // A small model is measured on more than a large one.
    expect(found['vectors']).toBe(384);
    vi.stubEnv('MODELS_FOLDER', scratch);
    const listed = await leopardHere('models', 'list');
    vi.unstubAllEnvs();
    expect(listed.stdout).toMatch(/prepared for int8 \(int8-[0-9a-f]{8}\): smallest cosine against fp32 0\.99/);
  });

  it('gives the same vector to the bit from checkpoint and cache, as search and as ingestion, and one near that of fp32', async () => {
    const direct = await vectors({ prepackedCache: false, workers: 2 });
    const built = await vectors({ prepackedCacheFromBytes: 0 });
    const cached = await vectors({ prepackedCacheFromBytes: 0, workers: 1 }, 'interactive');
    expect(built.embeddings).toEqual(direct.embeddings);
    expect(cached.embeddings).toEqual(direct.embeddings);
    const fp32 = await vectors({ precision: 'fp32' });
    direct.embeddings.forEach((vector, index) => {
      const cosine = vector.reduce((sum, value, at) => sum + value * (fp32.embeddings[index]?.[at] ?? NaN), 0);
      expect(cosine).toBeGreaterThan(0.998);
      expect(vector).not.toEqual(fp32.embeddings[index]);
    });
    expect(direct.identity.precision).toMatch(/^int8-[0-9a-f]{8}$/);
    expect(fp32.identity.precision).toBe('fp32');
  });

  it('is refused by code where what was chosen is damaged', async () => {
    const path = join(folder, 'int8.json');
    const text = readFileSync(path, 'utf8');
    writeFileSync(path, text.replace('"plan"', '"plam"'));
    await expect(vectors({})).rejects.toMatchObject({ code: 'PRECISION_DAMAGED' });
    writeFileSync(path, text);
  });
});

it(
  'a model with outliers, which int8 is bad for, keeps exactly the products that read them in fp32',
  { timeout: 240_000 },
  async () => {
    const bad = join(scratch, 'outliers');
    copyOfDemo(bad);
    const block = 'model_visual.visual.blocks.1.';
    const products = ['w1', 'w2'].map((name) => `${block}mlp.${name}.weight`);
    // One channel is a thousand times larger, and multiplied by weights that are a thousand times smaller: the same function.
    rewrite(bad, [`${block}norm2.weight`, `${block}norm2.bias`], (value, index) =>
      index === 5 ? value * 1024 : value,
    );
    rewrite(bad, products, (value, index, [, inputs = 1]) => (index % inputs === 5 ? value / 1024 : value));
    expect((await prepare(bad)).exitCode).toBe(0);
    const { plan, found } = prepared(bad);
    expect(plan.fp32.toSorted()).toEqual(products);
    expect(found['smallestCosine']).toBeGreaterThanOrEqual(0.998);
  },
);

/** Changes numbers of a checkpoint (fp16), and what its description promises. */
function rewrite(
  model: string,
  names: readonly string[],
  change: (value: number, index: number, shape: readonly number[]) => number,
): void {
  const description = join(model, 'config.json');
  const config = JSON.parse(readFileSync(description, 'utf8')) as { checkpoint: { file: string; sha256: string } };
  const path = join(model, config.checkpoint.file);
  const checkpoint = openCheckpoint(path);
  const bytes = readFileSync(path);
  for (const name of names) {
    const record = checkpoint.tensors.get(name);
    if (record?.type !== 'float16') throw new Error(`${name} is not in fp16`);
    const values = Float64Array.from(readTensor(checkpoint, record), (value, index) =>
      change(value, index, record.shape),
    );
    halves(values).copy(bytes, record.start);
  }
  writeFileSync(path, bytes);
  config.checkpoint.sha256 = sha256(bytes);
  writeFileSync(description, JSON.stringify(config));
}
