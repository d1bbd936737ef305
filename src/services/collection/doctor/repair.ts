import { appendFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileTypeFromBuffer } from 'file-type';
import { replaceFile } from '../../../lib/atomic-file.js';
import { imageId } from '../../image-files/image-id.js';
import type { Storage } from '../../storage/open.js';
import { type Objects, originalKey, type StoredImage } from '../../storage/types/index.js';
import type { Finding } from './findings.js';

/** Whole pictures, ready for `leopard ingest`. */
const RECOVERED = 'recovered';
/** What is left of others, and their records. */
const DAMAGED = 'damaged';
/** Deletions in one step. */
const STEP = 100;
/** Milliseconds after which another server may have taken a deletion over. */
const IN_TIME = 10_000;

interface Moved {
  readonly name: string;
  readonly whole: boolean;
}

/** Removes what a crash left of deleted pictures. Their rows leave the index at the next start. */
export async function completeDeletions({ database: { images }, objects }: Storage): Promise<void> {
  for (;;) {
    const ids = await images.reserveRemovals((await images.pendingRemovals(STEP)).map(({ id }) => id));
    if (ids.length === 0) return;
    await objects.delete(ids.map(originalKey), { notAfter: performance.now() + IN_TIME });
    await images.removed(ids);
  }
}

/**
 * Takes pictures that are not whole out of the collection, and originals that no record knows out of its objects. What is whole
 * lies in `recovered/` afterwards, with a list of its metadata, ready for `leopard ingest`; what is left of others, and
 * their records, in `damaged/`. Nothing is deleted.
 */
export async function setAside(folder: string, storage: Storage, findings: readonly Finding[]): Promise<void> {
  const { images } = storage.database;
  for (const { kind, subject } of findings) {
    switch (kind) {
      case 'ORIGINAL_MISSING':
      case 'ORIGINAL_DAMAGED':
      case 'EMBEDDING_DAMAGED': {
        const [record] = await images.get([subject]);
        if (record === undefined) break;
        await note(folder, record, await moveOut(folder, storage.objects, subject));
        await images.delete([subject]);
        await images.removed([subject]);
        break;
      }
      case 'ORIGINAL_WITHOUT_RECORD':
        await moveOut(folder, storage.objects, subject.slice(-64));
        break;
      default:
    }
  }
}

/** Undefined where there was no object. */
async function moveOut(folder: string, objects: Objects, id: string): Promise<Moved | undefined> {
  const key = originalKey(id);
  const bytes = await objects.get(key);
  if (bytes === undefined) return undefined;
  const name = `${id}.${(await fileTypeFromBuffer(bytes))?.ext ?? 'bin'}`;
  const whole = (await imageId(bytes)) === id;
  const target = join(folder, whole ? RECOVERED : DAMAGED);
  await mkdir(target, { recursive: true });
  await replaceFile(join(target, name), bytes);
  await objects.delete([key]);
  return { name, whole };
}

/** Of a whole picture as a line of a list for `leopard ingest`, of others the whole record. */
async function note(folder: string, record: StoredImage, moved: Moved | undefined): Promise<void> {
  const { fileName, metadata } = record;
  if (moved?.whole) {
    const line = { file: moved.name, ...(fileName ? { fileName } : {}), metadata };
    await addLine(join(folder, RECOVERED), 'metadata.jsonl', line);
  } else {
    await addLine(join(folder, DAMAGED), 'records.jsonl', record);
  }
}

async function addLine(folder: string, name: string, line: object): Promise<void> {
  await mkdir(folder, { recursive: true });
  await appendFile(join(folder, name), `${JSON.stringify(line)}\n`, { flush: true });
}
