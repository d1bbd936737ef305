import { appendFile, copyFile, mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { fileTypeFromFile } from 'file-type';
import { rewriteLog } from '../store/compaction.js';
import { isMissing, syncFolder } from '../store/disk.js';
import type { StoreLayout } from '../store/layout.js';
import type { Replayed } from '../store/recovery.js';
import type { ImageStore, StoredImage } from '../types.js';
import { hashFile } from './examine-files.js';
import type { Finding } from './findings.js';

/** Writes the records that can be read as a new log, and keeps the damaged one. */
export async function repairLog(
  layout: StoreLayout,
  { catalogue, unfinished, missing }: Replayed,
  now: Date,
): Promise<void> {
  await mkdir(layout.recovered, { recursive: true });
  const stamp = now.toISOString().replace(/[^0-9]/g, '');
  if (!missing) await copyFile(layout.records, join(layout.recovered, `records-${stamp}.log`));
  await rewriteLog(layout.records, catalogue.following(undefined, catalogue.count), unfinished);
}

/**
 * Takes pictures that are not whole out of the store, and files that no record knows out of its folders. What is whole
 * lies in `recovered/` afterwards, with its metadata in `metadata.jsonl`, ready for `leopard ingest`; nothing is deleted.
 */
export async function setAside(layout: StoreLayout, store: ImageStore, findings: readonly Finding[]): Promise<void> {
  for (const { kind, subject } of findings) {
    switch (kind) {
      case 'ORIGINAL_MISSING':
      case 'ORIGINAL_DAMAGED':
      case 'EMBEDDING_DAMAGED': {
        const record = store.get(subject);
        if (record === undefined) break;
        const file = await moveOut(layout, layout.original(subject), subject);
        await note(layout, record, file);
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

/** @returns the name in `recovered/`; null where there was no file */
async function moveOut(layout: StoreLayout, path: string, id: string): Promise<string | null> {
  const hash = await hashFile(path);
  if (hash === undefined) return null;
  const extension = (await fileTypeFromFile(path))?.ext ?? 'bin';
  const name = hash === id ? `${id}.${extension}` : `damaged/${id}.${extension}`;
  const target = join(layout.recovered, name);
  await mkdir(join(target, '..'), { recursive: true });
  await rename(path, target);
  await syncFolder(join(target, '..'));
  return name;
}

async function note(layout: StoreLayout, record: StoredImage, file: string | null): Promise<void> {
  const line = {
    file,
    fileName: record.fileName,
    metadata: record.metadata,
    id: record.id,
    createdAt: record.createdAt,
  };
  const path = join(layout.recovered, 'metadata.jsonl');
  const text = `${JSON.stringify(line)}\n`;
  await appendFile(path, text, { flush: true }).catch(async (error: unknown) => {
    if (!isMissing(error)) throw error;
    await mkdir(layout.recovered, { recursive: true });
    await appendFile(path, text, { flush: true });
  });
}
