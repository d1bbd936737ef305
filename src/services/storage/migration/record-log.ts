import { closeSync, openSync, readSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import type { StoredImage } from '../types/index.js';

/** One change of a store of the old format, as it was written down. */
export type Operation =
  /** The picture is stored (or its record replaced). `slot`: of its embedding; `checksum`: CRC-32 of the embedding's bytes. */
  | { readonly put: StoredImage; readonly slot: number; readonly checksum: number }
  /** The picture is gone from here on; its files may still be there until `purged`. */
  | { readonly delete: string; readonly slot: number }
  /** Nothing of the deleted picture is left. */
  | { readonly purged: string };

/** Operations that became durable together: one line, with a checksum before it. */
export interface Group {
  /** Of the line, from the beginning of the file. */
  readonly offset: number;
  /** The JSON behind checksum and space, without the line's end. */
  readonly json: Buffer;
}

/** Bytes in which the file is read. */
const BLOCK = 4 * 1024 ** 2;
/** Checksum as eight hexadecimal digits, and a space. */
export const PREFIX_BYTES = 9;

/** Groups in the middle of a log that are not what was written. What follows the last whole group is a torn write, no damage. */
export class DamagedLog extends Error {
  constructor(
    readonly places: number,
    /** Of the first. */
    readonly offset: number,
  ) {
    super(`damaged at ${places} place(s), the first at byte ${offset}`);
  }
}

/** Reads a log from its beginning; holds one block of it in memory. @throws DamagedLog at the end, when all readable groups were given */
export function* readLog(path: string): Generator<Group> {
  const damaged: number[] = [];
  let suspects: number[] = [];
  for (const { offset, line } of linesOf(path)) {
    const json = line.subarray(PREFIX_BYTES);
    if (line.length <= PREFIX_BYTES + 1 || line.toString('latin1', 0, PREFIX_BYTES) !== prefixOf(json)) {
      suspects.push(offset);
      continue;
    }
    damaged.push(...suspects);
    suspects = [];
    yield { offset, json };
  }
  const [first] = damaged;
  if (first !== undefined) throw new DamagedLog(damaged.length, first);
}

export const operationsIn = ({ json }: Group): Operation[] => JSON.parse(json.toString()) as Operation[];

/** What stands before the JSON of a group. */
export const prefixOf = (json: Uint8Array): string => `${crc32(json).toString(16).padStart(8, '0')} `;

function* linesOf(path: string): Generator<{ offset: number; line: Buffer }> {
  const file = openSync(path, 'r');
  try {
    const block = Buffer.allocUnsafe(BLOCK);
    let rest: Buffer = Buffer.alloc(0);
    let position = 0;
    for (;;) {
      const bytes = readSync(file, block, 0, block.length, position + rest.length);
      if (bytes === 0) return;
      const data = Buffer.concat([rest, block.subarray(0, bytes)]);
      let start = 0;
      for (let end = data.indexOf(0x0a); end >= 0; end = data.indexOf(0x0a, start)) {
        yield { offset: position + start, line: data.subarray(start, end) };
        start = end + 1;
      }
      rest = Buffer.from(data.subarray(start));
      position += start;
    }
  } finally {
    closeSync(file);
  }
}
