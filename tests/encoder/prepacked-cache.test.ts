import { spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ownIdentity } from '../../src/lib/process-identity.js';
import type { EncoderOptions } from '../../src/services/encoder/options.js';
import { goldenImage, goldensOf, maxAbs, modelFolder, openEncoder } from './golden-models.js';

const scratch = mkdtempSync(join(tmpdir(), 'leopard-prepacked-'));
const folder = join(scratch, 'tiny');
const caches = (): string[] => readdirSync(join(folder, 'prepacked'));
const cacheFile = (name: string): string => join(folder, 'prepacked', caches()[0] ?? '', name);
const goldens = goldensOf('tiny-model');
const golden = goldens.embeddings.find(({ id }) => id === 'composed/portrait/reference/comparatives')?.values ?? [];

/** The model with its cache; each test gets a copy. */
const template = join(scratch, 'template');

beforeAll(async () => {
  cpSync(modelFolder('tiny-model'), folder, { recursive: true });
  utimesSync(join(folder, 'model.pth'), 1e9, 1e9);
  await encode();
  renameSync(folder, template);
});
beforeEach(() => cpSync(template, folder, { recursive: true, preserveTimestamps: true }));
afterEach(() => rm(folder, { recursive: true }));
afterAll(() => rm(scratch, { recursive: true }));

/** Starts an encoder on the folder and encodes one pair, as a search and as ingestion; answers what it said at the start. */
async function encode(options: Partial<EncoderOptions> = {}) {
  const notices: string[] = [];
  const encoder = await openEncoder(folder, {
    ...{ preprocessing: 'reference', workers: 1, prepackedCacheFromBytes: 0 },
    onNotice: (notice) => notices.push(notice),
    ...options,
  });
  const request = {
    image: goldenImage('tiny-model', goldens, 'portrait'),
    instruction: goldens.texts['comparatives']?.text,
  };
  const bulk = await encoder.encode({ ...request, priority: 'bulk' });
  const search = await encoder.encode({ ...request, priority: 'interactive' });
  await encoder.close();
  expect(search.embedding).toEqual(bulk.embedding);
  expect(maxAbs(search.embedding, golden)).toBeLessThanOrEqual(goldens.tolerance.maxAbs);
  return { notices, embedding: search.embedding };
}

describe('the prepacked cache', () => {
  it('is built once, and gives the same vector to the bit as the checkpoint', async () => {
    await rm(join(folder, 'prepacked'), { recursive: true });
    const direct = await encode({ prepackedCache: false });
    const first = await encode();
    const second = await encode();
    expect(first.notices).toEqual([expect.stringMatching(/^Built the prepacked weights/)]);
    expect(second.notices).toEqual([]);
    expect(first.embedding).toEqual(direct.embedding);
    expect(second.embedding).toEqual(direct.embedding);
    expect(caches()).toHaveLength(1);
  });

  it('holds each weight once: as long as the weights of the checkpoint in fp32, and a little', () => {
    const inFp32 = 2 * statSync(join(folder, 'model.pth')).size;
    const { size } = statSync(cacheFile('vision.bin'));
    expect(size + statSync(cacheFile('fuse.bin')).size).toBeLessThan(1.3 * inFp32);
  });

  it('is deleted and built anew where a file was cut', async () => {
    truncateSync(cacheFile('fuse.bin'), 1000);
    expect((await encode()).notices).toEqual([
      expect.stringMatching(/cannot be used \(fuse.bin is damaged\); they were deleted/),
      expect.stringMatching(/^Built/),
    ]);
  });

  it.each(['vision.onnx', 'fuse.onnx', 'vision.bin', 'fuse.bin', 'manifest.json'])(
    'is deleted and built anew where one bit of %s is another, before a vector leaves',
    async (file) => {
      const bytes = readFileSync(cacheFile(file));
      const at = bytes.length - 100;
      bytes[at] = (bytes[at] ?? 0) ^ 1;
      writeFileSync(cacheFile(file), bytes);
      expect((await encode()).notices).toEqual([
        expect.stringContaining(`cannot be used (${file} is damaged); they were deleted`),
        expect.stringMatching(/^Built/),
      ]);
    },
  );

  it('is deleted and built anew where another one stands in its place', async () => {
    const [first = ''] = caches();
    utimesSync(join(folder, 'model.pth'), new Date(0), new Date(0));
    await encode();
    const [second = ''] = caches().filter((name) => name !== first);
    await rm(join(folder, 'prepacked', second), { recursive: true });
    renameSync(join(folder, 'prepacked', first), join(folder, 'prepacked', second));
    expect((await encode()).notices).toEqual([
      expect.stringContaining('cannot be used (it is the cache of something else)'),
      expect.stringMatching(/^Built/),
    ]);
  });

  it('leaves nothing of a build whose process was killed', async () => {
    const building = join(folder, 'prepacked', 'building-1');
    mkdirSync(building);
    writeFileSync(join(building, 'vision.bin'), 'half of it');
    const dead = spawnSync(process.execPath, ['-e', '']).pid;
    writeFileSync(join(building, 'owner.json'), JSON.stringify({ ...ownIdentity(), pid: dead }));
    expect((await encode()).notices).toEqual([]);
    expect(caches()).toHaveLength(1);
  });

  it('makes room: all caches of a model live under one number of bytes', async () => {
    utimesSync(join(folder, 'model.pth'), new Date(0), new Date(0));
    await encode({ prepackedCacheBytes: 1 });
    expect(caches()).toHaveLength(1);
  });

  it('belongs to one checkpoint: a file that changed gets its own', async () => {
    utimesSync(join(folder, 'model.pth'), new Date(0), new Date(0));
    expect((await encode()).notices).toEqual([expect.stringMatching(/^Built/)]);
    expect(caches()).toHaveLength(2);
  });

  it('is not built from a checkpoint that is not the one promised', async () => {
    const config = readFileSync(join(folder, 'config.json'), 'utf8');
    writeFileSync(
      join(folder, 'config.json'),
      config.replace(/"sha256": *"[0-9a-f]{64}"/, `"sha256":"${'f'.repeat(64)}"`),
    );
    await expect(encode()).rejects.toMatchObject({ code: 'CHECKPOINT_HASH' });
    expect(caches()).toHaveLength(1);
  });

  it('is shared by two servers that start at once', async () => {
    await rm(join(folder, 'prepacked'), { recursive: true });
    const [first, second] = await Promise.all([encode(), encode()]);
    expect(first.embedding).toEqual(second.embedding);
    expect(caches()).toHaveLength(1);
  });

  it('is done without, and it says so, where it cannot be written', async () => {
    await rm(join(folder, 'prepacked'), { recursive: true });
    writeFileSync(join(folder, 'prepacked'), 'a file in its place');
    const { notices } = await encode();
    expect(notices).toEqual([expect.stringMatching(/^Without prepacked weights .*straight from its checkpoint/)]);
  });
});
