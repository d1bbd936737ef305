import { readdir, stat } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import { SetupError } from '../../lib/errors.js';
import { archiveCollection, isArchive } from './archive.js';
import { folderCollection, pictureAt } from './folder.js';
import { isList, listCollection, readList } from './list-file.js';
import type { ListEntry } from './list-entry.js';
import type { PictureCollection } from './types.js';

/**
 * What a path on the command line stands for; undefined where there is nothing.
 * @throws SetupError LIST_UNREADABLE
 */
export async function openCollection(path: string, maximumBytes: number): Promise<PictureCollection | undefined> {
  const info = await stat(path).catch(() => undefined);
  if (info === undefined) return undefined;
  if (info.isDirectory()) return withList(path, folderCollection(path, maximumBytes));
  if (isList(path)) return listCollection(path, maximumBytes);
  if (isArchive(path)) return archiveCollection(path, maximumBytes);
  return {
    count: async () => 1,
    async *files() {
      yield pictureAt(path, maximumBytes);
    },
  };
}

/** The one list beside the pictures of a folder says what is known of those that it names. */
async function withList(folder: string, pictures: PictureCollection): Promise<PictureCollection> {
  const lists = (await readdir(folder)).filter(isList);
  const [list] = lists;
  if (list === undefined) return pictures;
  if (lists.length > 1) {
    throw new SetupError(
      'LIST_AMBIGUOUS',
      `${folder} has more than one list: ${lists.join(', ')}. Ingest the one that is meant: leopard ingest ${join(folder, list)}`,
    );
  }
  const known = new Map<string, ListEntry>();
  for await (const line of readList(join(folder, list))) {
    if ('fault' in line) {
      throw new SetupError('LIST_UNREADABLE', `${join(folder, list)}, ${line.name}: ${line.fault}`);
    }
    known.set(relative(folder, resolve(folder, line.entry.file)).split(sep).join('/'), line.entry);
  }
  return {
    count: () => pictures.count(),
    async *files() {
      for await (const picture of pictures.files()) {
        const listed = known.get(relative(folder, picture.name).split(sep).join('/'));
        const name = listed?.fileName;
        yield {
          ...picture,
          ...(listed?.metadata && { metadata: listed.metadata }),
          ...(name !== undefined && { fileName: name, givenName: name }),
        };
      }
    },
  };
}
