import { createHash } from 'node:crypto';
import { closeSync, copyFileSync, fsyncSync, linkSync, mkdirSync, openSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isMissing } from '../../../lib/atomic-file.js';
import { columnsOf } from '../database/searches.js';
import { queryKey, type SearchPicture } from '../types/index.js';
import type { BulkWriter } from './bulk-writer.js';
import { oldPaths } from './old-folder.js';
import { listOldSearches, readOldSearch } from './old-searches.js';

export interface CopySearchesOptions {
  readonly folder: string;
  /** How long a search is kept. */
  readonly seconds: number;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** Writes the searches that have not expired; their pictures get a second name among the objects. @returns how many there are */
export function copySearches(writer: BulkWriter, { folder, seconds, now }: CopySearchesOptions): number {
  const { results, queryPictures } = oldPaths(folder);
  // What an attempt left that was killed: no database refers to it.
  rmSync(join(folder, 'queries'), { recursive: true, force: true });
  const pictures = new Map<string, SearchPicture | null>();
  let count = 0;
  let bytes = 0;
  for (const search of listOldSearches(results)) {
    const { id, time } = search;
    const expiresAt = time + seconds * 1000;
    const found = expiresAt <= now ? undefined : readOldSearch(results, search);
    if (found === undefined) continue;
    let picture: SearchPicture | null = null;
    if (search.picture !== null) {
      const known = pictures.get(search.picture);
      picture = known === undefined ? addPicture(folder, join(queryPictures, search.picture), id) : known;
      if (known === undefined && picture !== null) {
        writer.insert('search_picture', picture);
        bytes += picture.bytes;
      }
      pictures.set(search.picture, picture);
    }
    const row = columnsOf({ id, createdAt: time, expiresAt, picture, parts: [], ...found });
    writer.insert('search', row);
    bytes += row.bytes;
    count += 1;
  }
  writer.setTotal('searches', count);
  writer.setTotal('search_bytes', bytes);
  return count;
}

/** Null where the picture is lost. */
function addPicture(folder: string, path: string, search: string): SearchPicture | null {
  let data: Buffer;
  try {
    data = readFileSync(path);
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
  // Of the bytes that are kept: a large picture was kept smaller, and must not stand for the one that its name says.
  const sha256 = createHash('sha256').update(data).digest('hex');
  const key = queryKey(sha256, search);
  const target = join(folder, key);
  mkdirSync(dirname(target), { recursive: true });
  try {
    linkSync(path, target);
  } catch {
    // Not every file system has links.
    copyFileSync(path, target);
  }
  for (const name of [target, dirname(target), join(folder, 'queries'), folder]) sync(name);
  return { key, sha256, bytes: data.length };
}

function sync(path: string): void {
  const file = openSync(path, 'r');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
