// Puts of pictures with originals of 30 KB, durable each. Arguments: an empty folder, the folder of an older release that has been
// built (left out: this one). Asked with { atOnce, count }, it answers with the milliseconds of one put.
import { createHash, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { pathToFileURL } from 'node:url';
import { serve } from '../../encoder/scenarios/common.mjs';
import { picture } from './pictures.mjs';

const BYTES = 30_000;

const [folder, older] = process.argv.slice(2);
const put = await (older === undefined ? openThis() : openOlder(older));

/** Database and objects, one after the other, as the collection does it. */
async function openThis() {
  const { openStorage } = await import('../../../dist/services/storage/open.js');
  const { originalKey } = await import('../../../dist/services/storage/types/objects.js');
  const logger = { info: () => undefined, warn: console.warn };
  const { database, objects } = await openStorage(folder, { create: true, logger });
  const encoder = await database.generations.encoder('bench', { model: 'bench' });
  return async ({ original, record, embedding }) => {
    await objects.put(originalKey(record.id), original);
    await database.images.put([{ record, embedding, encoder }]);
  };
}

/** The image store of releases before the database. */
async function openOlder(release) {
  const { openImageStore } = await import(pathToFileURL(join(release, 'dist/services/images/store/index.js')).href);
  const identity = {
    ...{ model: 'bench', checkpoint: 'bench', dimension: 768 },
    ...{ precision: 'fp32', preprocessing: 'web-1' },
  };
  const store = await openImageStore(folder, { identity });
  return ({ original, record, embedding }) =>
    store.put({
      original,
      record: { ...record, createdAt: new Date().toISOString() },
      embedding: embedding.vector,
    });
}

let number = 0;

function newPicture() {
  const original = randomBytes(BYTES);
  const { record, embedding } = picture(number++);
  const id = createHash('sha256').update(original).digest('hex');
  return { original, embedding, record: { ...record, id, bytes: BYTES } };
}

await serve(async ({ atOnce, count }) => {
  const pictures = Array.from({ length: count }, newPicture);
  const started = performance.now();
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (let next = pictures.pop(); next !== undefined; next = pictures.pop()) await put(next);
    }),
  );
  return { milliseconds: (performance.now() - started) / count };
});
