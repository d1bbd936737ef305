import { open, rename } from 'node:fs/promises';
import { createWriteStream } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { pack, type Pack } from 'tar-stream';
import { SetupError } from '../../../lib/errors.js';
import { imageId } from '../../image-files/image-id.js';
import { removeFile, storageUnavailable, syncFolder } from '../../../lib/atomic-file.js';
import { storedEncoder } from '../../storage/encoder-number.js';
import type { Storage } from '../../storage/open.js';
import { originalKey, type StoredImage } from '../../storage/types/index.js';
import {
  ARCHIVE_FORMAT,
  END,
  HEAD,
  originalEntry,
  recordEntry,
  type ArchivedPicture,
  type ArchiveHead,
} from './archive.js';

export interface ExportOptions {
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

/** Pictures in one step. */
const STEP = 50;

/**
 * Writes every picture of a deployment into one tar file, each checked by its hash. Reads only, so a server may run meanwhile:
 * pictures that are stored while it runs are in the archive or not, those that are deleted are left out.
 * @returns how many pictures the archive has
 * @throws SetupError STORE_DAMAGED; LeopardError STORAGE_UNAVAILABLE. No archive is left then.
 */
export async function exportImages(
  storage: Pick<Storage, 'database' | 'objects'>,
  file: string,
  options: ExportOptions = {},
): Promise<number> {
  const partial = `${file}.part`;
  const archive = pack();
  try {
    const written = pipeline(archive, createWriteStream(partial), { signal: options.signal });
    const pictures = writePictures(archive, storage, options);
    // Where one fails, the other does too; what went wrong is what the writing says.
    pictures.catch((error: unknown) => archive.destroy(error instanceof Error ? error : undefined));
    await Promise.allSettled([written, pictures]);
    options.signal?.throwIfAborted();
    await written;
    const count = await pictures;
    await makeDurable(partial, file);
    return count;
  } catch (error) {
    await removeFile(partial);
    throw storageUnavailable(error);
  }
}

async function writePictures(
  archive: Pack,
  storage: Pick<Storage, 'database' | 'objects'>,
  { onProgress, signal }: ExportOptions,
): Promise<number> {
  const { images, generations } = storage.database;
  const encoder = await storedEncoder(generations);
  if (encoder === undefined) throw new SetupError('STORE_EMPTY', 'There is no picture to export yet.');
  const total = await images.count();
  const head: ArchiveHead = { format: ARCHIVE_FORMAT, identity: encoder.identity, pictures: total };
  await add(archive, HEAD, JSON.stringify(head));
  let count = 0;
  let done = 0;
  let after: string | undefined;
  for (;;) {
    const page = await images.page({ first: STEP, order: 'OLDEST', ...(after !== undefined && { after }), signal });
    for (const record of page.images) {
      signal?.throwIfAborted();
      if (await writePicture(archive, storage, record, encoder.number)) count += 1;
      onProgress?.((done += 1), Math.max(done, total));
    }
    after = page.cursors.at(-1);
    if (!page.hasNextPage) break;
  }
  await add(archive, END, JSON.stringify({ pictures: count }));
  archive.finalize();
  return count;
}

/** @returns false for a picture that was deleted meanwhile */
async function writePicture(
  archive: Pack,
  { database: { images }, objects }: Pick<Storage, 'database' | 'objects'>,
  record: StoredImage,
  encoder: number,
): Promise<boolean> {
  const { id } = record;
  const [original, [embedding]] = await Promise.all([objects.get(originalKey(id)), images.embeddings([id], encoder)]);
  if (original === undefined || embedding === undefined || (await imageId(original)) !== id) {
    if ((await images.get([id]))[0] === undefined) return false;
    throw new SetupError('STORE_DAMAGED', `Picture ${id} is not whole. Run \`leopard doctor --repair\` first.`);
  }
  const picture: ArchivedPicture = { record, embedding: Buffer.from(embedding.vector.buffer).toString('base64') };
  await add(archive, recordEntry(record), JSON.stringify(picture), record.createdAt);
  await add(archive, originalEntry(record), Buffer.from(original), record.createdAt);
  return true;
}

/** Waits until the archive takes more, so that memory holds one picture at a time. */
async function add(archive: Pack, name: string, data: string | Buffer, time?: string): Promise<void> {
  const mtime = new Date(time ?? 0);
  await new Promise<void>((done, failed) => {
    archive.entry({ name, mtime }, data, (error) => (error ? failed(error) : done()));
  });
}

async function makeDurable(partial: string, file: string): Promise<void> {
  const handle = await open(partial, 'r+');
  await handle.sync().finally(() => handle.close());
  await rename(partial, file);
  await syncFolder(dirname(resolve(file)));
}
