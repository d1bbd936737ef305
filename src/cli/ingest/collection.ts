import { stat } from 'node:fs/promises';
import { archiveCollection, isArchive } from './archive.js';
import { folderCollection } from './folder.js';
import { isList } from './list.js';
import { listCollection, pictureAt } from './list-file.js';
import { locate } from './locate.js';
import type { IngestOptions, PictureCollection } from './types.js';

/**
 * What a path on the command line stands for; undefined where there is nothing.
 * @throws the system's error where it must not be looked at
 */
export async function openCollection(path: string, options: IngestOptions): Promise<PictureCollection | undefined> {
  const found = await locate(path);
  if (found === undefined) return undefined;
  if ((await stat(found.path)).isDirectory()) return folderCollection(found, options);
  if (isList(path)) return listCollection(found, options);
  if (isArchive(path)) return archiveCollection(found, options);
  return {
    async survey(survey) {
      survey.pictures++;
    },
    async *files() {
      yield pictureAt(found, options.maximumBytes);
    },
  };
}
