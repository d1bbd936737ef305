import type { Dirent } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, stat, unlink } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { ByteRange, ObjectDescription, Objects, ObjectStream } from '../types/index.js';
import {
  isMissing,
  removeFile,
  storageUnavailable,
  syncFolder,
  systemCode,
  writeSynced,
} from '../../../lib/atomic-file.js';
import { Arrivals } from './arrivals.js';
import { checkedKey } from './keys.js';

/**
 * Objects as files of a folder: an object is written among the arrivals, brought to the disk, and moved to its place. The folder has to be
 * locked by this process.
 */
export class FolderObjects implements Objects {
  /** Folders that are known to be there, so that an object costs no `mkdir`. */
  private readonly folders = new Set<string>();
  private readonly arrivals: Arrivals;

  private constructor(private readonly folder: string) {
    this.arrivals = new Arrivals(folder);
  }

  /** For a reader beside the process that has the folder. */
  static beside(folder: string): FolderObjects {
    return new FolderObjects(resolve(folder));
  }

  /** Brings what a crash left on its way to its place, or removes it where it is half written. @throws LeopardError STORAGE_UNAVAILABLE */
  static async open(folder: string): Promise<FolderObjects> {
    const objects = new FolderObjects(resolve(folder));
    await objects.guarded(() => objects.arrivals.settle());
    return objects;
  }

  put(key: string, bytes: Uint8Array): Promise<void> {
    const path = this.path(key);
    const arrival = this.arrivals.path(key, bytes.length);
    return this.guarded(async () => {
      try {
        await this.makeFolder(dirname(path));
        await writeSynced(arrival, bytes, () => this.arrivals.sync());
        await rename(arrival, path);
      } catch (error) {
        await removeFile(arrival).catch(() => false);
        // Somebody may have tidied up an empty folder.
        this.folders.delete(dirname(path));
        throw error;
      }
    });
  }

  get(key: string, signal?: AbortSignal): Promise<Uint8Array | undefined> {
    const path = this.path(key);
    return this.guarded(() => readFile(path, { signal }).catch(undefinedIfMissing));
  }

  stream(key: string, range?: ByteRange, signal?: AbortSignal): Promise<ObjectStream | undefined> {
    const path = this.path(key);
    return this.guarded(async () => {
      const handle = await open(path, 'r').catch(undefinedIfMissing);
      if (handle === undefined) return undefined;
      try {
        const { size: total } = await handle.stat();
        const { start, end } = range ?? { start: 0 };
        if (start < 0 || (range !== undefined && start >= total))
          throw new RangeError('the range begins behind the end');
        const last = Math.min(end ?? total - 1, total - 1);
        // An empty object has no last byte.
        const body = handle.createReadStream({ start, end: Math.max(last, start), signal });
        return { body, bytes: Math.max(0, last - start + 1), total };
      } catch (error) {
        await handle.close();
        throw error;
      }
    });
  }

  head(key: string): Promise<ObjectDescription | undefined> {
    const path = this.path(key);
    return this.guarded(async () => {
      const found = await stat(path).catch(undefinedIfMissing);
      return found && { key, bytes: found.size, modified: found.mtimeMs };
    });
  }

  delete(keys: readonly string[]): Promise<void> {
    const paths = keys.map((key) => this.path(key));
    return this.guarded(async () => {
      const changed = new Set<string>();
      for (const path of paths) if (await unlink(path).then(() => true, falseIfMissing)) changed.add(dirname(path));
      // With those on their way: an object whose move is undone must not come back.
      if (changed.size > 0) await Promise.all([this.arrivals.sync(), ...[...changed].map(syncFolder)]);
    });
  }

  async *list(prefix: string): AsyncGenerator<ObjectDescription> {
    // Up to the last `/`, a prefix is a folder.
    const parent = prefix.slice(0, prefix.lastIndexOf('/') + 1).replace(/\/$/, '');
    for await (const key of this.keysIn(parent)) {
      if (!key.startsWith(prefix)) continue;
      const description = await this.head(key);
      if (description !== undefined) yield description;
    }
  }

  location(key: string): string {
    return this.path(key);
  }

  async close(): Promise<void> {
    // Nothing is held open.
  }

  private path(key: string): string {
    return join(this.folder, checkedKey(key));
  }

  private async *keysIn(parent: string): AsyncGenerator<string> {
    const entries = await this.guarded(() =>
      readdir(join(this.folder, parent), { withFileTypes: true }).catch(undefinedIfMissing),
    );
    for (const entry of (entries ?? []) as Dirent[]) {
      const key = parent === '' ? entry.name : `${parent}/${entry.name}`;
      if (entry.isDirectory()) yield* this.keysIn(key);
      else if (entry.isFile()) yield key;
    }
  }

  private async makeFolder(folder: string): Promise<void> {
    if (this.folders.has(folder)) return;
    await mkdir(folder, { recursive: true });
    this.folders.add(folder);
  }

  private async guarded<T>(task: () => Promise<T>): Promise<T> {
    try {
      return await task();
    } catch (error) {
      if (systemCode(error) === 'ABORT_ERR') throw error;
      throw storageUnavailable(error);
    }
  }
}

function undefinedIfMissing(error: unknown): undefined {
  if (isMissing(error) || systemCode(error) === 'ENOTDIR') return undefined;
  throw error;
}

function falseIfMissing(error: unknown): false {
  if (isMissing(error)) return false;
  throw error;
}
