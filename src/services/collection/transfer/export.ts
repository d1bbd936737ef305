import { open, readFile, rename } from 'node:fs/promises';
import { createWriteStream } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { pack, type Pack } from 'tar-stream';
import { SetupError } from '../../../lib/errors.js';
import { imageId } from '../../image-files/image-id.js';
import type { StoredEntry } from '../../storage/file-store/images/stored-entry.js';
import { isMissing, removeFile, storageUnavailable, syncFolder } from '../../../lib/atomic-file.js';
import { EmbeddingFile } from '../../storage/file-store/images/embedding-file.js';
import { requireDescription, StoreLayout } from '../../storage/file-store/images/layout.js';
import { readLockHolder } from '../../../lib/folder-lock.js';
import { replay, requireWholeLog } from '../../storage/file-store/images/recovery.js';
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

/**
 * Writes every picture of a data folder into one tar file, each checked by its hash. Reads only, so a server may run
 * meanwhile: the archive has the pictures of the moment when it began, without those deleted until their turn came.
 * @returns how many pictures the archive has
 * @throws SetupError STORE_NOT_FOUND, STORE_DAMAGED; LeopardError STORAGE_UNAVAILABLE. No archive is left then.
 */
export async function exportImages(folder: string, file: string, options: ExportOptions = {}): Promise<number> {
  const layout = new StoreLayout(folder);
  const description = await requireDescription(layout);
  const partial = `${file}.part`;
  const archive = pack();
  const embeddings = await EmbeddingFile.open(layout.embeddings, description.identity.dimension, []);
  try {
    const replayed = await replay(layout);
    requireWholeLog(layout, replayed);
    const entries = replayed.catalogue.following(undefined, replayed.catalogue.count);
    const head: ArchiveHead = { format: ARCHIVE_FORMAT, identity: description.identity, pictures: entries.length };
    const written = pipeline(archive, createWriteStream(partial), { signal: options.signal });
    const pictures = writePictures(archive, layout, embeddings, head, entries, options);
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
  } finally {
    await embeddings.close();
  }
}

async function writePictures(
  archive: Pack,
  layout: StoreLayout,
  embeddings: EmbeddingFile,
  head: ArchiveHead,
  entries: readonly StoredEntry[],
  { onProgress, signal }: ExportOptions,
): Promise<number> {
  await add(archive, HEAD, JSON.stringify(head));
  let count = 0;
  for (const [index, entry] of entries.entries()) {
    signal?.throwIfAborted();
    const { record, slot, checksum } = entry;
    const [original, embedding] = await Promise.all([readOriginal(layout, record.id), embeddings.read(slot, checksum)]);
    if (original !== undefined && embedding !== undefined && (await imageId(original)) === record.id) {
      const picture: ArchivedPicture = { record, embedding: Buffer.from(embedding.buffer).toString('base64') };
      await add(archive, recordEntry(record), JSON.stringify(picture), record.createdAt);
      await add(archive, originalEntry(record), original, record.createdAt);
      count += 1;
    } else {
      await requireDeleted(layout, record.id);
    }
    onProgress?.(index + 1, entries.length);
  }
  await add(archive, END, JSON.stringify({ pictures: count }));
  archive.finalize();
  return count;
}

/** A part that is not there is right only where a server may have deleted the picture meanwhile. */
async function requireDeleted(layout: StoreLayout, id: string): Promise<void> {
  const running = (await readLockHolder(layout.folder)) !== undefined;
  if (running && (await replay(layout)).catalogue.get(id) === undefined) return;
  throw new SetupError('STORE_DAMAGED', `Picture ${id} is not whole. Run \`leopard doctor --repair\` first.`);
}

async function readOriginal(layout: StoreLayout, id: string): Promise<Buffer | undefined> {
  for (const path of [layout.original(id), layout.temporaryOriginal(id), layout.original(id)]) {
    try {
      return await readFile(path);
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
  }
  return undefined;
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
