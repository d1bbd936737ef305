import { opendir } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { readPictureFile } from './read-file.js';
import type { PictureCollection, PictureFile } from './types.js';

/** Names that pictures go by; what they are is seen by their content. */
export const PICTURE_EXTENSIONS: ReadonlySet<string> = new Set([
  ...['.jpg', '.jpeg', '.jpe', '.jfif', '.png', '.apng', '.webp', '.gif', '.avif'],
]);

/** Every picture below a folder, whatever its depth; hidden files and folders, and links, are left alone. */
export function folderCollection(folder: string, maximumBytes: number): PictureCollection {
  return {
    async count() {
      let count = 0;
      for await (const _ of picturePaths(folder)) count++;
      return count;
    },
    async *files() {
      for await (const path of picturePaths(folder)) yield pictureAt(path, maximumBytes);
    },
  };
}

export function pictureAt(path: string, maximumBytes: number): PictureFile {
  return { name: path, fileName: basename(path), read: () => readPictureFile(path, maximumBytes) };
}

async function* picturePaths(folder: string): AsyncIterable<string> {
  for await (const entry of await opendir(folder)) {
    if (entry.name.startsWith('.')) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* picturePaths(path);
    else if (entry.isFile() && PICTURE_EXTENSIONS.has(extname(entry.name).toLowerCase())) yield path;
  }
}
