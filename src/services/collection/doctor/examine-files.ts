import { join, relative } from 'node:path';
import { sha256OfFile } from '../../../lib/hash.js';
import type { StoredEntry } from '../../storage/file-store/images/stored-entry.js';
import { isMissing } from '../../../lib/atomic-file.js';
import { EmbeddingFile } from '../../storage/file-store/images/embedding-file.js';
import { IMAGE_ID, namesIn, type StoreLayout } from '../../storage/file-store/images/layout.js';
import type { Replayed } from '../../storage/file-store/images/recovery.js';
import type { Finding } from './findings.js';

/** SHA-256 of a file, hexadecimal; undefined where there is none. Reads it in pieces. */
export async function hashFile(path: string): Promise<string | undefined> {
  try {
    return await sha256OfFile(path);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/**
 * Compares every record with its original and its embedding, and every file with the records. Reads all originals.
 * @param onProgress pictures looked at so far, of all
 */
export async function* examineFiles(
  layout: StoreLayout,
  dimension: number,
  { catalogue, unfinished, damaged, missing }: Replayed,
  onProgress: (done: number, total: number) => void = () => undefined,
): AsyncGenerator<Finding> {
  if (missing) yield { kind: 'RECORDS_DAMAGED', subject: 'records.log', message: 'is not there' };
  for (const { offset, bytes } of damaged) {
    const message = `${bytes} bytes at ${offset} are not what was written: records of stored pictures are lost with them`;
    yield { kind: 'RECORDS_DAMAGED', subject: 'records.log', message };
  }
  for (const id of unfinished.keys()) {
    yield { kind: 'UNFINISHED_DELETION', subject: id, message: 'was deleted, but not everything of it is removed yet' };
  }
  for (const name of await namesIn(layout.temporary)) {
    yield {
      kind: 'UNFINISHED_WRITE',
      subject: `temporary/${name}`,
      message: 'was being written when the process ended',
    };
  }
  yield* strangers(layout, (id) => catalogue.get(id) !== undefined || unfinished.has(id));

  const used = [...catalogue.all()].map(({ slot }) => slot);
  const embeddings = await EmbeddingFile.open(layout.embeddings, dimension, used);
  try {
    let done = 0;
    for (const entry of catalogue.following(undefined, catalogue.count)) {
      const finding = await examinePicture(layout, embeddings, entry);
      if (finding !== undefined) yield finding;
      onProgress((done += 1), catalogue.count);
    }
  } finally {
    await embeddings.close();
  }
}

async function examinePicture(
  layout: StoreLayout,
  embeddings: EmbeddingFile,
  entry: StoredEntry,
): Promise<Finding | undefined> {
  const { id } = entry.record;
  // A crash may have left it where it was written; the next start moves it.
  const hash = (await hashFile(layout.original(id))) ?? (await hashFile(layout.temporaryOriginal(id)));
  if (hash === undefined) return { kind: 'ORIGINAL_MISSING', subject: id, message: 'its original is not there' };
  if (hash !== id) return { kind: 'ORIGINAL_DAMAGED', subject: id, message: `its original has the SHA-256 ${hash}` };
  if ((await embeddings.read(entry.slot, entry.checksum)) !== undefined) return undefined;
  return { kind: 'EMBEDDING_DAMAGED', subject: id, message: 'its embedding is not what was written' };
}

/** Files among the originals that no record knows. */
async function* strangers(layout: StoreLayout, isKnown: (id: string) => boolean): AsyncGenerator<Finding> {
  for (const shelf of (await namesIn(layout.originals)).sort()) {
    for (const name of (await namesIn(join(layout.originals, shelf))).sort()) {
      const subject = relative(layout.folder, join(layout.originals, shelf, name)).replaceAll('\\', '/');
      if (!IMAGE_ID.test(name) || !name.startsWith(shelf)) {
        yield { kind: 'UNKNOWN_FILE', subject, message: 'is no file of the store; it is left alone' };
      } else if (!isKnown(name)) {
        yield { kind: 'ORIGINAL_WITHOUT_RECORD', subject, message: 'is an original that no record knows' };
      }
    }
  }
}
