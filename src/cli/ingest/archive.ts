import { createReadStream } from 'node:fs';
import { basename, extname, posix } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { extract } from 'tar-stream';
import { LeopardError, SetupError } from '../../lib/errors.js';
import { readCsv } from './csv.js';
import { PICTURE_EXTENSIONS } from './folder.js';
import { readJsonl } from './jsonl.js';
import type { ListEntry } from './list-entry.js';
import { isList } from './list-file.js';
import { tooLarge } from './read-file.js';
import type { PictureCollection, PictureFile } from './types.js';

/** One file, folder or link of an archive. */
type Entry = ReturnType<typeof extract> extends AsyncIterable<infer Element> ? Element : never;

export const isArchive = (path: string) => /\.(tar\.gz|tgz|tar)$/i.test(path);

/** A list within an archive is kept in memory; so many bytes of it. */
const LIST_BYTES = 256 * 1024 ** 2;

/**
 * The pictures in a .tar or .tar.gz, and what a JSONL or CSV list in it says of them. Nothing is unpacked to the disk, so
 * the names in it can do no harm. It is read twice: lists may come after the pictures that they name.
 */
export function archiveCollection(path: string, maximumBytes: number): PictureCollection {
  const known = new Map<string, ListEntry>();
  return {
    async count() {
      let count = 0;
      for await (const entry of entries(path)) {
        if (isPicture(entry)) count++;
        else if (isList(entry.header.name)) await readListEntry(path, entry, known);
        entry.resume();
      }
      return count;
    },
    async *files() {
      for await (const entry of entries(path)) {
        if (isPicture(entry)) yield await pictureOf(entry, known.get(posix.normalize(entry.header.name)), maximumBytes);
        entry.resume();
      }
    },
  };
}

const isPicture = ({ header: { name, type } }: Entry) =>
  type === 'file' && PICTURE_EXTENSIONS.has(extname(name).toLowerCase()) && !basename(name).startsWith('.');

async function pictureOf(entry: Entry, listed: ListEntry | undefined, maximumBytes: number): Promise<PictureFile> {
  const { name, size = 0 } = entry.header;
  // What is larger is skipped in the archive and never in memory.
  const bytes = size > maximumBytes ? undefined : await readAll(entry);
  return {
    name,
    fileName: listed?.fileName ?? basename(name),
    ...(listed?.fileName !== undefined && { givenName: listed.fileName }),
    ...(listed?.metadata && { metadata: listed.metadata }),
    read: async () => {
      if (bytes) return bytes;
      throw tooLarge(size, maximumBytes);
    },
  } as PictureFile;
}

async function readListEntry(archive: string, entry: Entry, known: Map<string, ListEntry>): Promise<void> {
  const { name, size = 0 } = entry.header;
  if (size > LIST_BYTES) throw unreadable(archive, `its list ${name} has more than ${LIST_BYTES} bytes`);
  const text = Readable.from([await readAll(entry)]);
  const lines = name.toLowerCase().endsWith('.csv') ? readCsv(text, name) : readJsonl(text);
  for await (const line of lines) {
    if ('fault' in line) throw new LeopardError('BAD_USER_INPUT', `${name}, ${line.name}: ${line.fault}`);
    known.set(posix.normalize(posix.join(posix.dirname(name), line.entry.file)), line.entry);
  }
}

async function* entries(path: string): AsyncIterable<Entry> {
  const file = createReadStream(path);
  const archive = extract();
  const feeding = /\.tar$/i.test(path) ? pipeline(file, archive) : pipeline(file, createGunzip(), archive);
  // Errors of the file reach the loop below through the archive.
  feeding.catch(() => undefined);
  try {
    yield* archive;
    await feeding;
  } catch (error) {
    if (error instanceof LeopardError || error instanceof SetupError) throw error;
    throw unreadable(path, error instanceof Error ? error.message : String(error));
  } finally {
    file.destroy();
  }
}

async function readAll(entry: Entry): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of entry) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

const unreadable = (path: string, why: string) =>
  new SetupError('ARCHIVE_UNREADABLE', `${path} cannot be read: ${why}. Check that it is complete.`);
