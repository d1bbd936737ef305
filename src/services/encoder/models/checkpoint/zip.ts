import { SetupError } from '../../../../lib/errors.js';
import { malformed, type RandomAccess } from './bytes.js';

/** One stored file inside the archive. `size` in bytes; `header`: file position of its local header. */
export interface ZipEntry {
  readonly name: string;
  readonly size: number;
  readonly header: number;
}

const END = 0x06054b50;
const END_64_LOCATOR = 0x07064b50;
const END_64 = 0x06064b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;
const ZIP_64_EXTRA = 1;
const LARGEST_COMMENT = 0xffff;
/** A published checkpoint has about a thousand entries of under a hundred bytes each. */
const LARGEST_DIRECTORY = 64 * 1024 ** 2;

interface Directory {
  readonly start: number;
  readonly size: number;
  readonly entries: number;
}

/**
 * The files of a zip archive, from its central directory (APPNOTE.TXT 6.3.10, §4.3), zip64 included. Only the directory is read.
 * @throws SetupError CHECKPOINT_TRUNCATED, CHECKPOINT_COMPRESSED, CHECKPOINT_ENCRYPTED, CHECKPOINT_MALFORMED
 */
export function readZipDirectory(file: RandomAccess): Map<string, ZipEntry> {
  const directory = findDirectory(file);
  if (directory.size > LARGEST_DIRECTORY) throw malformed(file, 'the zip directory is too large');
  const bytes = file.read(directory.start, directory.size);
  const entries = new Map<string, ZipEntry>();
  let at = 0;
  for (let index = 0; index < directory.entries; index++) {
    if (at + 46 > bytes.length || bytes.readUInt32LE(at) !== CENTRAL)
      throw malformed(file, 'the zip directory is damaged');
    const nameLength = bytes.readUInt16LE(at + 28);
    const extraLength = bytes.readUInt16LE(at + 30);
    const end = at + 46 + nameLength + extraLength + bytes.readUInt16LE(at + 32);
    if (end > bytes.length) throw malformed(file, 'the zip directory is damaged');
    const name = bytes.toString('utf8', at + 46, at + 46 + nameLength);
    refuseUnstored(file, name, bytes.readUInt16LE(at + 8), bytes.readUInt16LE(at + 10));
    const extra = bytes.subarray(at + 46 + nameLength, at + 46 + nameLength + extraLength);
    entries.set(name, { name, ...sizes(file, bytes.subarray(at, at + 46), extra) });
    at = end;
  }
  return entries;
}

/** File position of the first byte of an entry. The local header's own lengths count: its padding is not in the directory. */
export function payloadStart(file: RandomAccess, entry: ZipEntry): number {
  const header = file.read(entry.header, 30);
  if (header.readUInt32LE(0) !== LOCAL)
    throw malformed(file, `the zip entry ${entry.name} is not where the directory says`);
  const start = entry.header + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
  if (start + entry.size > file.size) {
    throw new SetupError(
      'CHECKPOINT_TRUNCATED',
      `${file.path} ends inside ${entry.name}: the file is incomplete. Download it again.`,
    );
  }
  return start;
}

function findDirectory(file: RandomAccess): Directory {
  const tailStart = Math.max(0, file.size - LARGEST_COMMENT - 22);
  const tail = file.read(tailStart, file.size - tailStart);
  for (let at = tail.length - 22; at >= 0; at--) {
    if (tail.readUInt32LE(at) !== END || at + 22 + tail.readUInt16LE(at + 20) > tail.length) continue;
    const directory = directory64(file, tailStart + at) ?? {
      entries: tail.readUInt16LE(at + 10),
      size: tail.readUInt32LE(at + 12),
      start: tail.readUInt32LE(at + 16),
    };
    if (directory.start + directory.size > tailStart + at)
      throw malformed(file, 'the zip directory lies outside the file');
    return directory;
  }
  throw new SetupError(
    'CHECKPOINT_TRUNCATED',
    `${file.path} has no zip directory at its end: the file is incomplete. Download it again.`,
  );
}

/** torch.save writes zip64 records into small files too. */
function directory64(file: RandomAccess, end: number): Directory | undefined {
  if (end < 20) return undefined;
  const locator = file.read(end - 20, 20);
  if (locator.readUInt32LE(0) !== END_64_LOCATOR) return undefined;
  const at = whole(file, locator.readBigUInt64LE(8));
  if (at + 56 > end) throw malformed(file, 'the zip64 directory lies outside the file');
  const record = file.read(at, 56);
  if (record.readUInt32LE(0) !== END_64) throw malformed(file, 'the zip64 directory is damaged');
  return {
    entries: whole(file, record.readBigUInt64LE(32)),
    size: whole(file, record.readBigUInt64LE(40)),
    start: whole(file, record.readBigUInt64LE(48)),
  };
}

/** Sizes and position, from the zip64 extra field where the plain ones are saturated (§4.5.3). */
function sizes(file: RandomAccess, record: Buffer, extra: Buffer): { size: number; header: number } {
  let size = record.readUInt32LE(24);
  const stored = record.readUInt32LE(20);
  let header = record.readUInt32LE(42);
  const saturated = [size, stored, header].map((value) => value === 0xffffffff);
  if (saturated.includes(true)) {
    const wide = zip64Values(file, extra);
    if (saturated[0]) size = take(file, wide);
    if (saturated[1]) take(file, wide);
    if (saturated[2]) header = take(file, wide);
  }
  if (header + 30 + size > file.size) {
    throw new SetupError(
      'CHECKPOINT_TRUNCATED',
      `${file.path} is shorter than its zip directory says: the file is incomplete. Download it again.`,
    );
  }
  return { size, header };
}

function zip64Values(file: RandomAccess, extra: Buffer): number[] {
  for (let at = 0; at + 4 <= extra.length;) {
    const length = extra.readUInt16LE(at + 2);
    if (extra.readUInt16LE(at) === ZIP_64_EXTRA && at + 4 + length <= extra.length) {
      const values: number[] = [];
      for (let field = 0; field + 8 <= length; field += 8)
        values.push(whole(file, extra.readBigUInt64LE(at + 4 + field)));
      return values;
    }
    at += 4 + length;
  }
  return [];
}

function take(file: RandomAccess, values: number[]): number {
  const value = values.shift();
  if (value === undefined) throw malformed(file, 'a zip64 size is missing');
  return value;
}

function whole(file: RandomAccess, value: bigint): number {
  if (value > BigInt(file.size)) throw malformed(file, 'a zip64 size points outside the file');
  return Number(value);
}

function refuseUnstored(file: RandomAccess, name: string, flags: number, method: number): void {
  if (flags & 1) {
    throw new SetupError(
      'CHECKPOINT_ENCRYPTED',
      `${file.path}: ${name} is encrypted. Leopard reads plain checkpoints: decrypt it, or download the published file.`,
    );
  }
  if (method !== 0) {
    throw new SetupError(
      'CHECKPOINT_COMPRESSED',
      `${file.path}: ${name} is compressed (zip method ${method}). Weights are used where they lie in the file: save the checkpoint again with torch.save, which stores them plainly.`,
    );
  }
}
