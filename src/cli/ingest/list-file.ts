import { createReadStream } from 'node:fs';
import { dirname, extname, resolve } from 'node:path';
import { readCsv } from './csv.js';
import { readJsonl } from './jsonl.js';
import { listedPicture, type ListLine } from './list-entry.js';
import { readPictureFile } from './read-file.js';
import type { PictureCollection } from './types.js';

export const isList = (path: string) => ['.jsonl', '.ndjson', '.csv'].includes(extname(path).toLowerCase());

/** Lines of a list on the disk. @throws SetupError LIST_UNREADABLE */
export function readList(path: string): AsyncIterable<ListLine> {
  const stream = createReadStream(path);
  return extname(path).toLowerCase() === '.csv' ? readCsv(stream, path) : readJsonl(stream);
}

/** The pictures that a JSONL or CSV list names, by paths relative to it. */
export function listCollection(path: string, maximumBytes: number): PictureCollection {
  const folder = dirname(path);
  const read = (file: string) => readPictureFile(resolve(folder, file), maximumBytes);
  return {
    async count() {
      let count = 0;
      for await (const _ of readList(path)) count++;
      return count;
    },
    async *files() {
      for await (const line of readList(path)) yield listedPicture(line, read);
    },
  };
}
