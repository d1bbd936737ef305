import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { BASE, writeFullSizeCheckpoint } from '../../bench/encoder/full-size.js';
import { openSessions } from '../../src/services/encoder/sessions.js';
import type { OpenedModel } from '../../src/services/encoder/families/family.js';
import { readModelFolder } from '../../src/services/encoder/models/model-folder.js';
import { SMALL_DESCRIPTION } from '../models/small-checkpoint.js';

/** As wide as the base model: a runtime may sum up long products in pieces, and those of many rows in other ones on each thread. */
const WIDE = {
  vision: { ...BASE.vision, blocks: 1 },
  text: { ...BASE.text, layers: 2, vocabulary: 200 },
};

let folder: string;
let model: OpenedModel;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'leopard-threads-'));
  writeFullSizeCheckpoint(join(folder, 'model.pth'), WIDE);
  const description = {
    ...SMALL_DESCRIPTION,
    text: { ...SMALL_DESCRIPTION.text, heads: WIDE.text.heads },
    limits: { maxTokensTextOnly: 512, maxTokensWithImage: 316 },
  };
  await writeFile(join(folder, 'config.json'), JSON.stringify(description));
  const found = await readModelFolder(folder);
  model = await found.model.open(found.checkpointPath);
});
afterAll(() => rm(folder, { recursive: true }));

/** Embeddings of texts of many lengths, alone and with a picture. */
async function embed(threads: number): Promise<Float32Array[]> {
  const { dimensions, graphs, weightsFolder } = model;
  const sessions = await openSessions(dimensions, { kind: 'checkpoint', graphs, weightsFolder }, threads);
  const embeddings: Float32Array[] = [];
  for (const length of [2, 11, 20, 33, 64, 100, 257]) {
    const tokenIds = Array.from({ length }, (_, index) => 1 + ((index * 37) % 199));
    for (const crop of [undefined, Uint8Array.from({ length: 3 * 224 ** 2 }, (_, at) => (at * 73) & 255)]) {
      const positions = tokenIds.map((_, index) => (crop && index > 0 ? dimensions.patches + index : index));
      const task = { tokenIds, positions, keepImageTokens: false };
      embeddings.push((await sessions.run(crop ? { ...task, crop } : task)).embedding);
    }
  }
  await sessions.release();
  return embeddings;
}

it('has the same vector to the bit, however many threads compute it', async () => {
  const alone = await embed(1);
  for (const threads of [2, 3, 8]) expect(await embed(threads), `${threads} threads`).toEqual(alone);
});
