import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { removeFile, storageUnavailable, syncFolder } from '../../../lib/atomic-file.js';
import { nodeArguments, programBeside } from '../../../lib/program.js';
import { oldPaths, readOldDescription, sizeOf } from './old-folder.js';
import { listOldSearches } from './old-searches.js';
import type { ErasureSetup } from './protocol.js';
import { OLD_FOLDER } from './set-aside.js';

const PROGRAM = programBeside('erasure-thread', import.meta.url);

/** The files of the old format that a migration has set aside: nothing reads them, but what is erased must be erased there too. */
export class OldFiles {
  private readonly paths: ReturnType<typeof oldPaths>;
  private waiting: { readonly ids: ReadonlySet<string>; resolve(): void; reject(error: unknown): void }[] = [];
  private working = false;

  private constructor(
    readonly folder: string,
    private readonly dimension: number,
  ) {
    this.paths = oldPaths(folder);
  }

  /** Undefined where there are none. */
  static async in(dataFolder: string): Promise<OldFiles | undefined> {
    const folder = join(dataFolder, OLD_FOLDER);
    if ((await sizeOf(oldPaths(folder).description)) === undefined) return undefined;
    return new OldFiles(folder, (await readOldDescription(folder)).identity.dimension);
  }

  /** Those that wait while the log is read go together the next time. @throws LeopardError STORAGE_UNAVAILABLE */
  async erasePictures(ids: readonly string[]): Promise<void> {
    if (ids.length === 0 || (await sizeOf(this.paths.records)) === undefined) return;
    await new Promise<void>((resolve, reject) => {
      this.waiting.push({ ids: new Set(ids), resolve, reject });
      if (!this.working) void this.work();
    });
  }

  /** Removes the searches that are not known any more, and their pictures. @throws LeopardError STORAGE_UNAVAILABLE */
  async eraseSearches(isKnown: (id: string) => Promise<boolean>): Promise<void> {
    const { results, queryPictures } = this.paths;
    const pictures = new Set<string>();
    try {
      const searches = listOldSearches(results);
      if (searches.length === 0) return;
      for (const { id, picture, name } of searches) {
        if (!(await isKnown(id))) await removeFile(join(results, name));
        else if (picture !== null) pictures.add(picture);
      }
      await syncFolder(results);
      for (const name of await readdir(queryPictures))
        if (!pictures.has(name)) await removeFile(join(queryPictures, name));
      await syncFolder(queryPictures);
    } catch (error) {
      throw storageUnavailable(error);
    }
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }

  private async work(): Promise<void> {
    this.working = true;
    while (this.waiting.length > 0) {
      const together = this.waiting.splice(0);
      try {
        await this.erase(together.flatMap(({ ids }) => [...ids]));
        for (const { resolve } of together) resolve();
      } catch (error) {
        for (const { reject } of together) reject(storageUnavailable(error));
      }
    }
    this.working = false;
  }

  private erase(ids: readonly string[]): Promise<void> {
    const { records, embeddings } = this.paths;
    const workerData: ErasureSetup = { records, embeddings, dimension: this.dimension, ids };
    const worker = new Worker(PROGRAM, { workerData, execArgv: nodeArguments(PROGRAM) });
    return new Promise((resolve, reject) => {
      worker.on('error', reject);
      worker.on('exit', (code) => (code === 0 ? resolve() : reject(new Error('the thread of an erasure ended'))));
    });
  }
}
