import { createReadStream } from 'node:fs';
import { extname, posix } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { extract } from 'tar-stream';
import { LeopardError, SetupError } from '../../lib/errors.js';
import type { DiskPath } from './disk-path.js';
import { KnownEntries } from './known-entries.js';
import { fileLeftAlone, folderLeftAlone } from './left-alone.js';
import { isList, type List, openList } from './list.js';
import { listedPicture, withEntry } from './list-entry.js';
import { tooLarge } from './read-file.js';
import type { Survey } from './survey.js';
import { decodeText } from './text.js';
import type { IngestOptions, PictureCollection, PictureFile } from './types.js';

/** One file, folder or link of an archive. */
type Entry = ReturnType<typeof extract> extends AsyncIterable<infer Element> ? Element : never;

export const isArchive = (path: string) => /\.(tar\.gz|tgz|tar)$/i.test(path);

/** A list within an archive is kept in memory; so many bytes of it. */
const LIST_BYTES = 256 * 1024 ** 2;

/**
 * The pictures in a .tar or .tar.gz, and what JSONL and CSV lists in it say of them; then what only the lists know. Nothing is
 * unpacked to the disk, so the names in it can do no harm. It is read twice: lists may come after the pictures that they name.
 */
export function archiveCollection(path: DiskPath, options: IngestOptions): PictureCollection {
  const known = new KnownEntries();
  return {
    async survey(survey) {
      for await (const entry of entries(path)) {
        const name = nameOf(entry);
        const kind = leftAlone(entry, name);
        if (kind === undefined) survey.pictures++;
        else if (isList(name) && kind === extname(name).toLowerCase()) {
          await known.add(await listOf(entry, { path, name, options, survey }), (file) =>
            posix.join(posix.dirname(name), file),
          );
        } else if (entry.header.type !== 'directory') survey.leaveOut(kind);
        entry.resume();
      }
    },
    async *files() {
      for await (const entry of entries(path)) {
        const name = nameOf(entry);
        if (leftAlone(entry, name) === undefined) {
          yield withEntry(await pictureOf(entry, name, options.maximumBytes), known.meet(name));
        }
        entry.resume();
      }
      for (const line of known.absent) yield listedPicture(line, async () => undefined);
    },
  };
}

/** Bytes that are not UTF-8 come through the parser as Latin-1; a pax header is UTF-8 always (POSIX pax). */
function nameOf({ header: { name, pax } }: Entry): string {
  return (pax as Record<string, string> | undefined)?.['path'] === undefined
    ? decodeText(Buffer.from(name, 'latin1'))
    : name;
}

/** As for a folder on the disk; undefined for a picture. */
function leftAlone({ header: { type } }: Entry, name: string): string | undefined {
  if (type === 'symlink' || type === 'link') return 'links';
  if (type !== 'file' && type !== 'contiguous-file') return 'no files';
  const folders = posix.dirname(posix.normalize(name)).split('/');
  const folder = folders.filter((part) => part !== '.' && part !== '..').map(folderLeftAlone);
  return folder.find((kind) => kind !== undefined) ?? fileLeftAlone(posix.basename(name));
}

interface ListPlace {
  readonly path: DiskPath;
  readonly name: string;
  readonly options: IngestOptions;
  readonly survey: Survey;
}

async function listOf(entry: Entry, { path, name, options, survey }: ListPlace): Promise<List> {
  const { size = 0 } = entry.header;
  if (size > LIST_BYTES) throw unreadable(path.shown, `its list ${name} has more than ${LIST_BYTES} bytes`);
  const bytes = await readAll(entry);
  return openList({ name: `${path.shown}: ${name}`, open: () => Readable.from([bytes]) }, options, survey);
}

async function pictureOf(entry: Entry, name: string, maximumBytes: number): Promise<PictureFile> {
  const { size = 0 } = entry.header;
  // What is larger is skipped in the archive and never in memory.
  const bytes = size > maximumBytes ? undefined : await readAll(entry);
  return {
    name,
    fileName: posix.basename(name),
    read: async () => {
      if (bytes) return bytes;
      throw tooLarge(size, maximumBytes);
    },
  };
}

async function* entries({ path, shown }: DiskPath): AsyncIterable<Entry> {
  const file = createReadStream(path);
  // Its types do not know the option.
  const archive = extract({ filenameEncoding: 'latin1' } as object);
  const feeding = /\.tar$/i.test(shown) ? pipeline(file, archive) : pipeline(file, createGunzip(), archive);
  // Errors of the file reach the loop below through the archive.
  feeding.catch(() => undefined);
  try {
    yield* archive;
    await feeding;
  } catch (error) {
    if (error instanceof LeopardError || error instanceof SetupError) throw error;
    throw unreadable(shown, error instanceof Error ? error.message : String(error));
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
