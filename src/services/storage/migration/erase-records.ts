import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { type Operation, operationsIn, prefixOf, readLog } from './record-log.js';

/** Pictures from which on a line is parsed at once, in place of looking for each of them. */
const MANY = 32;

/**
 * Takes pictures out of a log and a file of embeddings of the old format, in place: what is said of them becomes blanks of the same
 * length, so that the log stays whole. Reads all of the log.
 * @param records path of the log
 * @param embeddings path of the embeddings: slots of `dimension` × 4 bytes
 */
export function eraseRecords(records: string, embeddings: string, dimension: number, ids: ReadonlySet<string>): void {
  const slots = new Map<string, number>();
  const mayHold = (json: Buffer) => ids.size > MANY || needles.some((needle) => json.includes(needle));
  const needles = [...ids].map((id) => Buffer.from(id));
  const log = openSync(records, 'r+');
  try {
    for (const group of readLog(records)) {
      if (!mayHold(group.json)) continue;
      const operations = operationsIn(group);
      for (const operation of operations) noteSlot(operation, ids, slots);
      const isErased = (operation: Operation) => 'put' in operation && ids.has(operation.put.id);
      if (!operations.some(isErased)) continue;
      // One write: a kill finds the old line or the new one.
      const line = blanked(
        group.json.length,
        operations.map((operation) => (isErased(operation) ? purged(operation) : operation)),
      );
      writeSync(log, line, 0, line.length, group.offset);
    }
    fsyncSync(log);
  } finally {
    closeSync(log);
  }
  if (slots.size > 0) wipe(embeddings, dimension * 4, [...slots.values()]);
}

/** A slot belongs to a picture from its record to the end of its deletion. */
function noteSlot(operation: Operation, ids: ReadonlySet<string>, slots: Map<string, number>): void {
  if ('purged' in operation) return void slots.delete(operation.purged);
  const id = 'put' in operation ? operation.put.id : operation.delete;
  if (ids.has(id)) slots.set(id, operation.slot);
}

const purged = (operation: Operation): Operation => ('put' in operation ? { purged: operation.put.id } : operation);

/** A line of the log whose JSON has as many bytes as before. */
function blanked(bytes: number, operations: readonly Operation[]): Buffer {
  const text = JSON.stringify(operations);
  if (Buffer.byteLength(text) > bytes) throw new Error('a line of the log would grow');
  const json = Buffer.alloc(bytes, ' ');
  json.write(text);
  return Buffer.concat([Buffer.from(prefixOf(json), 'latin1'), json]);
}

function wipe(path: string, stride: number, slots: readonly number[]): void {
  const file = openSync(path, 'r+');
  try {
    for (const slot of slots) writeSync(file, new Uint8Array(stride), 0, stride, slot * stride);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
