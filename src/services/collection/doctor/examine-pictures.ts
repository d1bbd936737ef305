import { createHash } from 'node:crypto';
import { pipeline } from 'node:stream/promises';
import { LeopardError } from '../../../lib/errors.js';
import type { Storage } from '../../storage/open.js';
import { type Images, type Objects, originalKey, type StoredImage } from '../../storage/types/index.js';
import type { Finding } from './findings.js';

/** Pictures in one step. */
const STEP = 100;
const ORIGINAL = /^originals\/([0-9a-f]{2})\/([0-9a-f]{64})$/;

/** SHA-256 of an object, hexadecimal; undefined where there is none. Reads it in pieces. */
export async function hashObject(objects: Objects, key: string): Promise<string | undefined> {
  const found = await objects.stream(key);
  if (found === undefined) return undefined;
  const hash = createHash('sha256');
  await pipeline(found.body, hash);
  return hash.digest('hex');
}

/**
 * Compares every record with its original and its embedding, and every original with the records. Reads all originals.
 * @param encoder whose embeddings each picture has
 * @param onProgress pictures looked at so far, of all
 */
export async function* examinePictures(
  { database: { images }, objects }: Pick<Storage, 'database' | 'objects'>,
  encoder: number | undefined,
  onProgress: (done: number, total: number) => void = () => undefined,
): AsyncGenerator<Finding> {
  const removing = new Set((await images.pendingRemovals(Number.MAX_SAFE_INTEGER)).map(({ id }) => id));
  for (const id of removing)
    yield { kind: 'UNFINISHED_DELETION', subject: id, message: 'was deleted, but not everything of it is removed yet' };
  yield* strangers(images, objects, removing);
  const total = await images.count();
  let done = 0;
  let after: string | undefined;
  for (;;) {
    const page = await images.page({ first: STEP, order: 'OLDEST', ...(after !== undefined && { after }) });
    for (const record of page.images) {
      const finding = (await examineOriginal(objects, record)) ?? (await examineEmbedding(images, record, encoder));
      if (finding !== undefined) yield finding;
      onProgress((done += 1), Math.max(done, total));
    }
    after = page.cursors.at(-1);
    if (!page.hasNextPage) return;
  }
}

async function examineOriginal(objects: Objects, { id }: StoredImage): Promise<Finding | undefined> {
  const hash = await hashObject(objects, originalKey(id));
  if (hash === id) return undefined;
  return hash === undefined
    ? { kind: 'ORIGINAL_MISSING', subject: id, message: 'its original is not there' }
    : { kind: 'ORIGINAL_DAMAGED', subject: id, message: `its original has the SHA-256 ${hash}` };
}

async function examineEmbedding(
  images: Images,
  { id }: StoredImage,
  encoder: number | undefined,
): Promise<Finding | undefined> {
  try {
    if (encoder !== undefined && (await images.embeddings([id], encoder))[0] !== undefined) return undefined;
    return { kind: 'EMBEDDING_DAMAGED', subject: id, message: 'its embedding is not there' };
  } catch (error) {
    if (!(error instanceof LeopardError)) throw error;
    return { kind: 'EMBEDDING_DAMAGED', subject: id, message: 'its embedding is not what was written' };
  }
}

/** Objects among the originals that no record knows. */
async function* strangers(images: Images, objects: Objects, removing: ReadonlySet<string>): AsyncGenerator<Finding> {
  let ids: string[] = [];
  const report = async function* (): AsyncGenerator<Finding> {
    const records = await images.get(ids);
    for (const id of ids.filter((known, place) => records[place] === undefined && !removing.has(known)))
      yield {
        kind: 'ORIGINAL_WITHOUT_RECORD',
        subject: originalKey(id),
        message: 'is an original that no record knows',
      };
    ids = [];
  };
  for await (const { key } of objects.list('originals/')) {
    const [, shelf, id] = ORIGINAL.exec(key) ?? [];
    if (id === undefined || !id.startsWith(shelf ?? '')) {
      yield { kind: 'UNKNOWN_FILE', subject: key, message: 'is no file of the collection; it is left alone' };
      continue;
    }
    ids.push(id);
    if (ids.length === 10 * STEP) yield* report();
  }
  if (ids.length > 0) yield* report();
}
