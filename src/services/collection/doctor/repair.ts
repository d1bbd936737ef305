import { appendFile, copyFile, mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { fileTypeFromFile } from 'file-type';
import { rewriteLog } from '../../storage/file-store/images/compaction.js';
import { syncFolder } from '../../../lib/atomic-file.js';
import type { StoreLayout } from '../../storage/file-store/images/layout.js';
import type { Replayed } from '../../storage/file-store/images/recovery.js';
import type { ImageStore, StoredImage } from '../../storage/images.js';
import { hashFile } from './examine-files.js';
import type { Finding } from './findings.js';

/** Writes the records that can be read as a new log, and keeps the damaged one. */
export async function repairLog(
  layout: StoreLayout,
  { catalogue, unfinished, missing }: Replayed,
  now: Date,
): Promise<void> {
  await mkdir(layout.damaged, { recursive: true });
  const stamp = now.toISOString().replace(/[^0-9]/g, '');
  if (!missing) await copyFile(layout.records, join(layout.damaged, `records-${stamp}.log`));
  await rewriteLog(layout.records, catalogue.following(undefined, catalogue.count), unfinished);
}

/**
 * Takes pictures that are not whole out of the store, and files that no record knows out of its folders. What is whole
 * lies in `recovered/` afterwards, with a list of its metadata, ready for `leopard ingest`; what is left of others, and
 * their records, in `damaged/`. Nothing is deleted.
 */
export async function setAside(layout: StoreLayout, store: ImageStore, findings: readonly Finding[]): Promise<void> {
  for (const { kind, subject } of findings) {
    switch (kind) {
      case 'ORIGINAL_MISSING':
      case 'ORIGINAL_DAMAGED':
      case 'EMBEDDING_DAMAGED': {
        const record = store.get(subject);
        if (record === undefined) break;
        const moved = await moveOut(layout, layout.original(subject), subject);
        await note(layout, record, moved);
        await store.delete([subject]);
        break;
      }
      case 'ORIGINAL_WITHOUT_RECORD':
        await moveOut(layout, join(layout.folder, subject), subject.slice(-64));
        break;
      default:
    }
  }
}

/** @returns its name, and whether it is whole; undefined where there was no file */
async function moveOut(
  layout: StoreLayout,
  path: string,
  id: string,
): Promise<{ name: string; whole: boolean } | undefined> {
  const hash = await hashFile(path);
  if (hash === undefined) return undefined;
  const name = `${id}.${(await fileTypeFromFile(path))?.ext ?? 'bin'}`;
  const whole = hash === id;
  const folder = whole ? layout.recovered : layout.damaged;
  await mkdir(folder, { recursive: true });
  await rename(path, join(folder, name));
  await syncFolder(folder);
  return { name, whole };
}

/** Of a whole picture as a line of a list for `leopard ingest`, of others the whole record. */
async function note(
  layout: StoreLayout,
  record: StoredImage,
  moved: { name: string; whole: boolean } | undefined,
): Promise<void> {
  const { fileName, metadata } = record;
  if (moved?.whole) {
    const line = { file: moved.name, ...(fileName ? { fileName } : {}), metadata };
    await addLine(layout.recovered, 'metadata.jsonl', line);
  } else {
    await addLine(layout.damaged, 'records.jsonl', record);
  }
}

async function addLine(folder: string, name: string, line: object): Promise<void> {
  await mkdir(folder, { recursive: true });
  await appendFile(join(folder, name), `${JSON.stringify(line)}\n`, { flush: true });
}
