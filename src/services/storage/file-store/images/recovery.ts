import { createHash } from 'node:crypto';
import { readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { SetupError } from '../../../../lib/errors.js';
import { Catalogue } from './catalogue.js';
import { isMissing, removeFile, syncFolder } from '../../../../lib/atomic-file.js';
import { IMAGE_ID, namesIn, type StoreLayout } from './layout.js';
import { readLog, type DamagedPart, type Operation } from './record-log.js';

/** The store as its log tells it. */
export interface Replayed {
  readonly catalogue: Catalogue;
  /** Deletions that a crash interrupted: id to the slot of the embedding. */
  readonly unfinished: Map<string, number>;
  /** Where writing goes on. */
  readonly end: number;
  /** Operations read; and how many of them are about pictures that are gone. */
  readonly operations: number;
  readonly deletions: number;
  readonly damaged: readonly DamagedPart[];
  /** There is no log at all, which is never so after a store was created. */
  readonly missing: boolean;
}

/** Reads the log into memory. */
export async function replay(layout: StoreLayout): Promise<Replayed> {
  const catalogue = new Catalogue();
  const unfinished = new Map<string, number>();
  let operations = 0;
  let deletions = 0;
  const apply = (operation: Operation) => {
    operations += 1;
    if ('put' in operation) {
      const { put: record, slot, checksum } = operation;
      unfinished.delete(record.id);
      catalogue.set({ record, slot, checksum, time: Date.parse(record.createdAt) });
    } else if ('delete' in operation) {
      deletions += 1;
      catalogue.delete(operation.delete);
      unfinished.set(operation.delete, operation.slot);
    } else {
      unfinished.delete(operation.purged);
    }
  };
  try {
    const content = await readLog(layout.records, (group) => group.forEach(apply));
    return { catalogue, unfinished, operations, deletions, ...content, missing: false };
  } catch (error) {
    if (!isMissing(error)) throw error;
    return { catalogue, unfinished, operations, deletions, end: 0, damaged: [], missing: true };
  }
}

/** @throws SetupError STORE_DAMAGED where acknowledged records cannot be read */
export function requireWholeLog(layout: StoreLayout, { damaged, missing }: Replayed): void {
  const [first] = damaged;
  if (first === undefined && !missing) return;
  const where = first && `is damaged at ${damaged.length} place(s), the first at byte ${first.offset}`;
  throw new SetupError(
    'STORE_DAMAGED',
    `${layout.records} ${where ?? 'is missing'}: records of stored pictures cannot be read. ` +
      'Restore it from a backup, or run `leopard doctor --repair`, which keeps what is readable and sets the other originals aside.',
  );
}

/**
 * Brings the originals to where the log says they belong: moves those whose record became durable before the move did,
 * removes those that were never acknowledged or are half written.
 */
export async function settleTemporary(layout: StoreLayout, catalogue: Catalogue): Promise<void> {
  const shelves = new Set<string>();
  for (const name of await namesIn(layout.temporary)) {
    const path = join(layout.temporary, name);
    if (IMAGE_ID.test(name) && catalogue.get(name) !== undefined && (await sha256Of(path)) === name) {
      await rename(path, layout.original(name));
      shelves.add(layout.shelf(name));
    } else {
      await removeFile(path);
    }
  }
  for (const shelf of shelves) await syncFolder(shelf);
}

async function sha256Of(path: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(path))
    .digest('hex');
}
