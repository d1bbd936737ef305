import { basename, relative, resolve } from 'node:path';
import { LeopardError, SetupError } from '../../lib/errors.js';
import { systemCode } from '../../lib/atomic-file.js';
import { childOf, type DiskPath, entriesOf } from './disk-path.js';
import { KnownEntries } from './known-entries.js';
import { isList } from './list.js';
import { listedPicture, withEntry } from './list-entry.js';
import { filesFrom, openListFile, pictureAt } from './list-file.js';
import type { IngestOptions, PictureCollection, PictureFile } from './types.js';
import { decodeText } from './text.js';
import { walk } from './walk.js';

/**
 * Every picture below a folder, with what the one list beside them says; then the pictures that only the list knows. A folder
 * that cannot be read is told like a bad picture.
 */
export function folderCollection(folder: DiskPath, options: IngestOptions): PictureCollection {
  const known = new KnownEntries();
  const find = filesFrom(folder.shown, options.maximumBytes);
  const inFolder = (path: string) => relative(folder.shown, path);
  return {
    async survey(survey) {
      const list = await listIn(folder);
      if (list)
        await known.add(await openListFile(list, options, survey), (file) => inFolder(resolve(folder.shown, file)));
      for await (const found of walk(folder)) {
        if (!('leftOut' in found)) survey.pictures++;
        else if (found.path.shown !== list?.shown) survey.leaveOut(found.leftOut);
        if ('picture' in found) known.meet(inFolder(found.picture.shown));
      }
      survey.pictures += known.absent.length;
    },
    async *files() {
      for await (const found of walk(folder)) {
        if ('unreadable' in found) yield unreadableFolder(found.unreadable, found.error);
        if (!('picture' in found)) continue;
        const picture = pictureAt(found.picture, options.maximumBytes);
        yield withEntry(picture, known.meet(inFolder(found.picture.shown)));
      }
      for (const line of known.absent) yield listedPicture(line, find);
    },
  };
}

/** @throws SetupError LIST_AMBIGUOUS */
async function listIn(folder: DiskPath): Promise<DiskPath | undefined> {
  const lists: DiskPath[] = [];
  try {
    for await (const entry of entriesOf(folder)) {
      const name = decodeText(entry.name);
      if (isList(name) && !name.startsWith('.') && !entry.isDirectory()) lists.push(childOf(folder, entry.name));
    }
  } catch {
    // Whoever goes through the folder is told.
    return undefined;
  }
  const [list] = lists;
  if (lists.length < 2) return list;
  const names = lists.map(({ shown }) => basename(shown)).join(', ');
  throw new SetupError(
    'LIST_AMBIGUOUS',
    `${folder.shown} has more than one list: ${names}. Ingest the one that is meant: leopard ingest ${list?.shown}`,
  );
}

function unreadableFolder({ shown }: DiskPath, cause: unknown): PictureFile {
  const reason = systemCode(cause) ?? String(cause);
  const message = `The folder cannot be read: ${reason}. What is in it was left out; see to its permissions and run this again.`;
  const error = new LeopardError('IMAGE_UNREADABLE', message, { cause });
  return { name: shown, fileName: basename(shown), read: () => Promise.reject(error) };
}
