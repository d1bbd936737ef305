import { stat } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';

/** Finds the file that a row names; undefined where there is none. */
export type PictureFinder = (path: string) => Promise<string | undefined>;

/**
 * In folders where the pictures are now: a row may name them as they lay on another machine, so the whole path is tried below the folder, then
 * the path without its first part, and so on down to the file name. A path never leads out of the folder.
 */
export function finderIn(folder: string): PictureFinder {
  return async (path) => {
    const parts = path.split(/[/\\]+/).filter((part) => part !== '' && part !== '.' && part !== '..');
    for (let start = 0; start < parts.length; start++) {
      const candidate = join(folder, ...parts.slice(start));
      if (await isFile(candidate)) return candidate;
    }
    return undefined;
  };
}

/** Where the rows say, relative ones to each of some folders. */
export function finderFrom(folders: readonly string[]): PictureFinder {
  return async (path) => {
    for (const candidate of isAbsolute(path) ? [path] : folders.map((folder) => join(folder, path)))
      if (await isFile(candidate)) return candidate;
    return undefined;
  };
}

const isFile = async (path: string) => (await stat(path).catch(() => undefined))?.isFile() ?? false;
