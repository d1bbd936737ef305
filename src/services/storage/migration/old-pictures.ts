import { existsSync } from 'node:fs';
import { SetupError } from '../../../lib/errors.js';
import { DamagedLog, operationsIn, readLog } from './record-log.js';

/** What the log says last about a picture. */
export interface OldPicture {
  /** Place of the operation in the log, from 0 on. */
  readonly operation: number;
  readonly slot: number;
  /** CRC-32 of the embedding's bytes. */
  readonly checksum: number;
  /** Milliseconds since 1970 of its creation. */
  readonly time: number;
}

export interface OldPictures {
  readonly pictures: Map<string, OldPicture>;
  /** Deletions of which something may still be there. */
  readonly removals: Set<string>;
}

/**
 * Reads what counts of a log: about 250 bytes of memory for each picture.
 * @throws SetupError STORE_DAMAGED where acknowledged records cannot be read
 */
export function readOldPictures(path: string): OldPictures {
  if (!existsSync(path)) throw damagedLog(path, undefined);
  const pictures = new Map<string, OldPicture>();
  const removals = new Set<string>();
  let count = 0;
  try {
    for (const group of readLog(path)) {
      for (const operation of operationsIn(group)) {
        if ('put' in operation) {
          const { put, slot, checksum } = operation;
          removals.delete(put.id);
          pictures.set(put.id, { operation: count, slot, checksum, time: Date.parse(put.createdAt) });
        } else if ('delete' in operation) {
          pictures.delete(operation.delete);
          removals.add(operation.delete);
        } else {
          removals.delete(operation.purged);
        }
        count += 1;
      }
    }
  } catch (error) {
    if (error instanceof DamagedLog) throw damagedLog(path, error);
    throw error;
  }
  return { pictures, removals };
}

function damagedLog(path: string, damage: DamagedLog | undefined): SetupError {
  return new SetupError(
    'STORE_DAMAGED',
    `${path} is ${damage?.message ?? 'missing'}: records of stored pictures cannot be read. ` +
      'Restore it from a backup, or run `leopard doctor --repair` of the version that wrote it, which keeps what is readable and sets the other originals aside. Nothing was changed.',
  );
}
