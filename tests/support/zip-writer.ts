import { closeSync, openSync, writeSync } from 'node:fs';
import { crc32 } from 'node:zlib';

export interface ZipContent {
  readonly name: string;
  /** Made when it is written: a full-size checkpoint is never in memory as a whole. */
  readonly content: () => Iterable<Buffer>;
}

const ALIGNMENT = 64;

/** A zip archive as torch.save writes it: stored entries, contents aligned to 64 bytes, zip64 records always present. */
export function writeZip(path: string, entries: readonly ZipContent[]): void {
  const file = openSync(path, 'w');
  try {
    let at = 0;
    const write = (part: Buffer, position = at) => {
      for (let done = 0; done < part.length;) done += writeSync(file, part, done, part.length - done, position + done);
      at = Math.max(at, position + part.length);
    };
    const directory: Buffer[] = [];
    for (const { name, content } of entries) {
      const header = at;
      const encoded = Buffer.from(name);
      const padding = padExtra(header + 30 + encoded.length);
      write(Buffer.alloc(30 + encoded.length + padding.length));
      let size = 0;
      let checksum = 0;
      for (const part of content()) {
        write(part);
        size += part.length;
        checksum = crc32(part, checksum);
      }
      write(Buffer.concat([localHeader(size, checksum, encoded.length, padding.length), encoded, padding]), header);
      directory.push(centralHeader(size, checksum, encoded, header));
    }
    const start = at;
    for (const record of directory) write(record);
    write(endRecords(entries.length, start, at - start));
  } finally {
    closeSync(file);
  }
}

/** The extra field `FB`, filled with `Z`, that moves the content to the next multiple of 64. */
function padExtra(end: number): Buffer {
  const fill = (ALIGNMENT - ((end + 4) % ALIGNMENT)) % ALIGNMENT;
  const extra = Buffer.alloc(4 + fill, 'Z');
  extra.write('FB', 0);
  extra.writeUInt16LE(fill, 2);
  return extra;
}

function localHeader(size: number, checksum: number, nameLength: number, extraLength: number): Buffer {
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x04034b50, 0);
  header.writeUInt32LE(checksum, 14);
  header.writeUInt32LE(size, 18);
  header.writeUInt32LE(size, 22);
  header.writeUInt16LE(nameLength, 26);
  header.writeUInt16LE(extraLength, 28);
  return header;
}

function centralHeader(size: number, checksum: number, name: Buffer, header: number): Buffer {
  const record = Buffer.alloc(46);
  record.writeUInt32LE(0x02014b50, 0);
  record.writeUInt32LE(checksum, 16);
  record.writeUInt32LE(size, 20);
  record.writeUInt32LE(size, 24);
  record.writeUInt16LE(name.length, 28);
  record.writeUInt32LE(header, 42);
  return Buffer.concat([record, name]);
}

function endRecords(entries: number, start: number, size: number): Buffer {
  const records = Buffer.alloc(56 + 20 + 22);
  records.writeUInt32LE(0x06064b50, 0);
  records.writeBigUInt64LE(44n, 4);
  records.writeBigUInt64LE(BigInt(entries), 24);
  records.writeBigUInt64LE(BigInt(entries), 32);
  records.writeBigUInt64LE(BigInt(size), 40);
  records.writeBigUInt64LE(BigInt(start), 48);
  records.writeUInt32LE(0x07064b50, 56);
  records.writeBigUInt64LE(BigInt(start + size), 64);
  records.writeUInt32LE(1, 72);
  records.writeUInt32LE(0x06054b50, 76);
  records.writeUInt16LE(entries, 84);
  records.writeUInt16LE(entries, 86);
  records.writeUInt32LE(size, 88);
  records.writeUInt32LE(start, 92);
  return records;
}
