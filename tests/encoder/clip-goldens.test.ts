import { cpSync, readFileSync } from 'node:fs';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ObservableEncoder } from '../../src/services/encoder/encoder.js';
import { goldenImage, goldensOf, maxAbs, modelFolder, openEncoder } from './golden-models.js';

const MODEL = 'clip-tiny';
const goldens = goldensOf(MODEL);

/** The three forms in which such models are found; all have the same values. */
const FORMS: Readonly<Record<string, (folder: string) => void>> = {
  'float32, in the layout of today': () => undefined,
  'float16, as published': (folder) =>
    cpSync(join(folder, 'model.fp16.safetensors'), join(folder, 'model.safetensors')),
  'the layout of the published configuration': (folder) =>
    cpSync(join(folder, 'published-layout'), folder, { recursive: true }),
};

describe.each(Object.entries(FORMS))('the vectors of CLIP are those of the published code: %s', (_, change) => {
  const encoders = new Map<string, ObservableEncoder>();
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'leopard-clip-'));
    await cp(modelFolder(MODEL), folder, { recursive: true });
    change(folder);
    for (const preprocessing of ['web', 'reference'] as const)
      encoders.set(preprocessing, await openEncoder(folder, { preprocessing, workers: 1 }));
  });
  afterAll(async () => {
    for (const encoder of encoders.values()) await encoder.close();
    await rm(folder, { recursive: true });
  });

  it.each(goldens.embeddings)('$id', async (golden) => {
    const { picture, kind, text, preprocessing = 'web' } = golden;
    const entry = goldens.texts[text ?? ''];
    const encoding = await encoders.get(preprocessing)?.encode({
      priority: 'interactive',
      image: picture === undefined ? undefined : goldenImage(MODEL, goldens, picture),
      // A picture alone has no text at all: that is another vector than beside an empty one.
      ...(kind === 'image' ? {} : { tokenIds: entry?.[golden.ids ?? 'ids'] ?? [] }),
    });
    expect(maxAbs(encoding?.embedding ?? [], golden.values)).toBeLessThanOrEqual(goldens.tolerance.maxAbs);
    expect(Math.abs(Math.hypot(...(encoding?.embedding ?? [])) - 1)).toBeLessThanOrEqual(1e-6);
  });

  it('ids beyond the first end token are padding, which changes nothing', async () => {
    const encoder = encoders.get('web');
    const { rows = [], inputIds = [] } = goldens.batches[0] ?? {};
    for (const [index, id] of rows.entries()) {
      const golden = goldens.embeddings.find((embedding) => embedding.id === id);
      const image = golden?.picture === undefined ? undefined : goldenImage(MODEL, goldens, golden.picture);
      const encoding = await encoder?.encode({ priority: 'interactive', image, tokenIds: inputIds[index] ?? [] });
      expect(maxAbs(encoding?.embedding ?? [], golden?.values ?? [])).toBeLessThanOrEqual(goldens.tolerance.maxAbs);
    }
  });
});

describe('an encoder of the CLIP family', () => {
  let encoder: ObservableEncoder;
  beforeAll(async () => {
    encoder = await openEncoder(modelFolder(MODEL), { workers: 1 });
  });
  afterAll(() => encoder.close());
  const landscape = () => goldenImage(MODEL, goldens, 'landscape');

  it('runs the picture tower once for a picture: a new instruction on it costs the text tower alone', async () => {
    const first = await encoder.encode({ priority: 'interactive', image: landscape(), instruction: 'in blue' });
    const second = await encoder.encode({
      priority: 'interactive',
      image: landscape(),
      instruction: 'the same in red',
    });
    expect(first.timings.vision).toBeGreaterThan(0);
    expect(second.timings).toMatchObject({ decode: 0, vision: 0 });
    // The vector kept is the raw one: a sum of unit vectors would point elsewhere.
    const { embedding } = await encoder.encode({
      priority: 'bulk',
      image: landscape(),
      instruction: 'the same in red',
    });
    expect(embedding).toEqual(second.embedding);
  });

  it('refuses an instruction of more than 77 tokens in words, unless it may be cut', async () => {
    const instruction = 'red '.repeat(78);
    await expect(encoder.encode({ priority: 'interactive', instruction })).rejects.toMatchObject({
      code: 'INSTRUCTION_TOO_LONG',
      message: expect.stringContaining('at most 77') as unknown,
    });
    const cutting = await openEncoder(modelFolder(MODEL), { workers: 1, truncateInstructions: true });
    const { tokens } = await cutting.encode({ priority: 'interactive', instruction });
    await cutting.close();
    expect(tokens).toBe(77);
  });

  it('has an identity of its own preprocessing, so that no index of another family is taken for its own', () => {
    expect(encoder.identity).toMatchObject({ dimension: 48, preprocessing: 'web-clip-1' });
    expect(encoder.limits).toEqual({ instructionTokens: 77, instructionTokensWithImage: 77 });
  });
});

it('the tokeniser of the golden model gives the ids of every golden text', async () => {
  const { loadClipTokenizer } = await import('../../src/services/encoder/families/clip/tokenizer.js');
  const { tokenizer } = await loadClipTokenizer(modelFolder(MODEL), 841);
  for (const [name, { text, ids, idsLiteral }] of Object.entries(goldens.texts))
    if (text !== undefined) expect(tokenizer.encode(text), name).toEqual(idsLiteral ?? ids);
});

it('the tokeniser gives all ids of the published vocabulary that the reference gives', async () => {
  const folder = join(import.meta.dirname, '../fixtures/tokenizer/clip');
  const { cases } = JSON.parse(readFileSync(join(folder, 'cases.json'), 'utf8')) as {
    cases: { text: string; ids: number[]; idsLiteral?: number[] }[];
  };
  const { loadClipTokenizer } = await import('../../src/services/encoder/families/clip/tokenizer.js');
  const { tokenizer } = await loadClipTokenizer(folder, 49_408);
  expect(cases).toHaveLength(77);
  for (const { text, ids, idsLiteral } of cases)
    expect(tokenizer.encode(text), JSON.stringify(text)).toEqual(idsLiteral ?? ids);
});
