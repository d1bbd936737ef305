import { open, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { crc32 } from 'node:zlib';
import type { StoredImage } from '../../images.js';
import { syncFolder } from '../../../../lib/atomic-file.js';

/** One change of the store, as it is written down. */
export type Operation =
  /** The picture is stored (or its record replaced). `slot`: of its embedding; `checksum`: CRC-32 of the embedding's bytes. */
  | { readonly put: StoredImage; readonly slot: number; readonly checksum: number }
  /** The picture is gone from here on; its files may still be there until `purged`. */
  | { readonly delete: string; readonly slot: number }
  /** Nothing of the deleted picture is left. */
  | { readonly purged: string };

/** A part of the log that is not what was written. */
export interface DamagedPart {
  /** From the beginning of the file. */
  readonly offset: number;
  readonly bytes: number;
}

/** A group of operations that became durable together, as one line. */
export function encodeGroup(operations: readonly Operation[]): Buffer {
  const json = JSON.stringify(operations);
  return Buffer.from(`${crc32(json).toString(16).padStart(8, '0')} ${json}\n`);
}

/** Undefined where the line is not what was written. */
function decodeGroup(line: Buffer): Operation[] | undefined {
  const json = line.subarray(9);
  if (line.length < 11 || line[8] !== 0x20 || line.subarray(0, 8).toString('latin1') !== checksumText(json)) {
    return undefined;
  }
  return JSON.parse(json.toString()) as Operation[];
}

const checksumText = (json: Buffer) => crc32(json).toString(16).padStart(8, '0');

/** What reading the log found. */
export interface LogContent {
  /** End of the last whole group: where writing goes on. */
  readonly end: number;
  /** Groups in the middle that are damaged; what follows the last whole group is a torn write, not damage. */
  readonly damaged: DamagedPart[];
}

/** Reads the log from its beginning, group by group; holds one block of it in memory. */
export async function readLog(path: string, apply: (operations: Operation[]) => void): Promise<LogContent> {
  const handle = await open(path, 'r');
  const damaged: DamagedPart[] = [];
  let suspects: DamagedPart[] = [];
  let end = 0;
  let position = 0;
  let rest: Buffer = Buffer.alloc(0);
  try {
    const block = Buffer.allocUnsafe(4 * 1024 ** 2);
    for (;;) {
      const { bytesRead } = await handle.read(block, 0, block.length, position + rest.length);
      if (bytesRead === 0) break;
      const data = Buffer.concat([rest, block.subarray(0, bytesRead)]);
      let start = 0;
      for (let stop = data.indexOf(0x0a); stop >= 0; stop = data.indexOf(0x0a, start)) {
        const operations = decodeGroup(data.subarray(start, stop));
        if (operations === undefined) {
          suspects.push({ offset: position + start, bytes: stop + 1 - start });
        } else {
          damaged.push(...suspects);
          suspects = [];
          apply(operations);
          end = position + stop + 1;
        }
        start = stop + 1;
      }
      rest = Buffer.from(data.subarray(start));
      position += start;
    }
  } finally {
    await handle.close();
  }
  return { end, damaged };
}

/**
 * The append-only log of the records. A group is one line with a checksum, written by one call and fsynced, so a crash
 * leaves it whole or torn; a torn one was never acknowledged and is cut off.
 */
export class RecordLog {
  /** Set while the bytes behind `end` are unknown: a write failed and could not be taken back yet. */
  private dirty = false;

  private constructor(
    private readonly path: string,
    private handle: FileHandle,
    /** Bytes of whole groups. */
    private end: number,
  ) {}

  /** Opens the log for appending behind `end`, cutting off what a crash left there. */
  static async open(path: string, end: number): Promise<RecordLog> {
    const handle = await open(path, end === 0 ? 'a' : 'r+');
    const log = new RecordLog(path, end === 0 ? await reopen(handle, path) : handle, end);
    await log.takeBack();
    await syncFolder(dirname(path));
    return log;
  }

  get bytes(): number {
    return this.end;
  }

  /** Durable when it resolves; where it rejects, nothing was added. */
  async append(operations: readonly Operation[]): Promise<void> {
    if (this.dirty) await this.takeBack();
    const data = encodeGroup(operations);
    this.dirty = true;
    try {
      await writeAll(this.handle, data, this.end);
      await this.handle.datasync();
    } catch (error) {
      // A write that failed half-way must never be read back after a crash as a group that was acknowledged.
      await this.takeBack().catch(() => undefined);
      throw error;
    }
    this.dirty = false;
    this.end += data.length;
  }

  /** Goes on with another file that has taken this one's place. */
  async adopt(bytes: number): Promise<void> {
    await this.handle.close();
    this.handle = await open(this.path, 'r+');
    this.end = bytes;
    this.dirty = false;
  }

  async close(): Promise<void> {
    await this.handle.close();
  }

  private async takeBack(): Promise<void> {
    await this.handle.truncate(this.end);
    await this.handle.datasync();
    this.dirty = false;
  }
}

async function reopen(created: FileHandle, path: string): Promise<FileHandle> {
  await created.close();
  return open(path, 'r+');
}

async function writeAll(handle: FileHandle, data: Buffer, position: number): Promise<void> {
  let written = 0;
  while (written < data.length) {
    const { bytesWritten } = await handle.write(data, written, data.length - written, position + written);
    written += bytesWritten;
  }
}
