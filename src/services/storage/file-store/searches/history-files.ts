import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isMissing, removeFile, storageUnavailable, syncFolder } from '../../../../lib/atomic-file.js';
import { IMAGE_ID, namesIn } from '../images/layout.js';
import { BackgroundSync } from './background-sync.js';
import { diskSpace, HistoryIndex, type IndexedSearch } from './history-index.js';
import { timeOfSearchId } from './search-id.js';

/** `<id>` or `<id>~<SHA-256 of the picture>`: all that has to be known at the start is in the names. */
const RESULT_NAME = /^([A-Za-z0-9_-]{30})(?:~([0-9a-f]{64}))?$/;

/** The files of the history: one for each search in `results/`, each query picture once in `pictures/<SHA-256>`. */
export class HistoryFiles {
  private readonly results: string;
  private readonly pictures: string;
  private readonly syncing: BackgroundSync;

  constructor(folder: string, warn: (message: string, error: unknown) => void) {
    this.results = join(folder, 'results');
    this.pictures = join(folder, 'pictures');
    this.syncing = new BackgroundSync(warn);
  }

  /** Indexes what is there and removes what a crash left half-written or without a search. */
  async scan(): Promise<HistoryIndex> {
    await mkdir(this.results, { recursive: true });
    await mkdir(this.pictures, { recursive: true });
    const found: IndexedSearch[] = [];
    for (const name of await namesIn(this.results)) {
      const [, id = '', picture = null] = RESULT_NAME.exec(name) ?? [];
      const time = timeOfSearchId(id);
      if (time === undefined) await removeFile(join(this.results, name));
      else found.push({ id, time, picture, bytes: await sizeOf(join(this.results, name)) });
    }
    found.sort((one, other) => one.time - other.time || (one.id < other.id ? -1 : 1));
    const index = new HistoryIndex();
    for (const search of found) {
      const counted = search.picture === null || index.hasPicture(search.picture);
      index.add(search, counted ? 0 : await sizeOf(join(this.pictures, search.picture ?? '')));
    }
    for (const name of await namesIn(this.pictures)) {
      if (!index.hasPicture(name)) await removeFile(join(this.pictures, name));
    }
    return index;
  }

  async writeSearch(id: string, picture: string | null, data: Uint8Array): Promise<void> {
    await this.write(this.searchPath(id, picture), data);
  }

  async writePicture(picture: string, data: Uint8Array): Promise<void> {
    await this.write(this.picturePath(picture), data);
  }

  readSearch({ id, picture }: IndexedSearch): Promise<Buffer | undefined> {
    return readIfThere(this.searchPath(id, picture));
  }

  readPicture(picture: string): Promise<Buffer | undefined> {
    return readIfThere(this.picturePath(picture));
  }

  async removeSearch({ id, picture }: IndexedSearch): Promise<void> {
    await removeFile(this.searchPath(id, picture));
  }

  async removePicture(picture: string): Promise<void> {
    await removeFile(this.picturePath(picture));
  }

  /** Makes removals survive a power cut. */
  async sync(): Promise<void> {
    await Promise.all([syncFolder(this.results), syncFolder(this.pictures)]);
  }

  async close(): Promise<void> {
    await this.syncing.idle();
  }

  private searchPath(id: string, picture: string | null): string {
    return join(this.results, picture === null ? id : `${id}~${picture}`);
  }

  private picturePath(picture: string): string {
    if (!IMAGE_ID.test(picture)) throw new Error('the id of a query picture is 64 hexadecimal digits');
    return join(this.pictures, picture);
  }

  /** Whole or not at all, whenever the process dies. */
  private async write(path: string, data: Uint8Array): Promise<void> {
    const temporary = `${path}.part`;
    try {
      await writeFile(temporary, data);
      await rename(temporary, path);
    } catch (error) {
      await removeFile(temporary);
      throw error;
    }
    this.syncing.add(path);
    if (process.platform !== 'win32') this.syncing.add(dirname(path));
  }
}

async function sizeOf(path: string): Promise<number> {
  try {
    return diskSpace((await stat(path)).size);
  } catch (error) {
    if (isMissing(error)) return 0;
    throw error;
  }
}

async function readIfThere(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw storageUnavailable(error);
  }
}
