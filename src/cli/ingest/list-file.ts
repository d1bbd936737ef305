import { createReadStream } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import type { DiskPath } from './disk-path.js';
import { type List, openList } from './list.js';
import { listedPicture } from './list-entry.js';
import { locate } from './locate.js';
import { readPictureFile } from './read-file.js';
import type { Survey } from './survey.js';
import type { IngestOptions, PictureCollection, PictureFile } from './types.js';

/** A list on the disk. @throws SetupError LIST_UNREADABLE; the system's error */
export const openListFile = ({ path, shown }: DiskPath, options: IngestOptions, survey: Survey): Promise<List> =>
  openList({ name: shown, open: () => createReadStream(path) }, options, survey);

export function pictureAt(path: DiskPath, maximumBytes: number): PictureFile {
  return { name: path.shown, fileName: basename(path.shown), read: () => readPictureFile(path, maximumBytes) };
}

/** Files by paths relative to a folder. */
export const filesFrom =
  (folder: string, maximumBytes: number) =>
  async (file: string): Promise<PictureFile | undefined> => {
    const found = await locate(resolve(folder, file));
    return found && pictureAt(found, maximumBytes);
  };

/** The pictures that a JSONL or CSV list names, by paths relative to it. */
export function listCollection(path: DiskPath, options: IngestOptions): PictureCollection {
  const find = filesFrom(dirname(path.shown), options.maximumBytes);
  let list: List | undefined;
  return {
    async survey(survey) {
      list = await openListFile(path, options, survey);
      for await (const _ of list.lines()) survey.pictures++;
    },
    async *files() {
      for await (const line of list?.lines() ?? []) yield listedPicture(line, find);
    },
  };
}
