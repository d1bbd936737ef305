import { randomUUID } from 'node:crypto';
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
import { checkedKey } from './keys.js';

/** Where objects are written before they are whole; what a crash leaves here is nobody's. */
const TEMPORARY = 'temporary';

/**
 * Objects as files of a folder: an object is written under another name, brought to the disk, and moved to its place. The folder has to be
 * locked by this process.
 */
export class FolderObjects implements Objects {
  /** Folders that are known to be there, so that an object costs no `mkdir`. */
  private readonly folders = new Set<string>();

  private constructor(private readonly folder: string) {}

  /** For a reader beside the process that has the folder. */
  static beside(folder: string): FolderObjects {
    return new FolderObjects(resolve(folder));
  }

  /** Removes what a crash left half-written. @throws LeopardError STORAGE_UNAVAILABLE */
  static async open(folder: string): Promise<FolderObjects> {
    const objects = new FolderObjects(resolve(folder));
    await objects.guarded(async () => {
      const temporary = join(folder, TEMPORARY);
      await mkdir(temporary, { recursive: true });
      for (const name of await readdir(temporary))
        if (name.endsWith('.object')) await removeFile(join(temporary, name));
    });
    return objects;
  }

  put(key: string, bytes: Uint8Array): Promise<void> {
    const path = this.path(key);
    const temporary = join(this.folder, TEMPORARY, `${randomUUID()}.object`);
    return this.guarded(async () => {
      try {
        await this.makeFolder(dirname(path));
        await writeSynced(temporary, bytes);
        await rename(temporary, path);
      } catch (error) {
        await removeFile(temporary).catch(() => false);
        // Somebody may have tidied up an empty folder.
        this.folders.delete(dirname(path));
        throw error;
      }
      await syncFolder(dirname(path));
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
      for (const path of paths) await unlink(path).catch(undefinedIfMissing);
      // Of those that were not there too: an earlier deletion may have ended before its sync.
      const folders = new Set(paths.map((path) => dirname(path)));
      await Promise.all([...folders].map((folder) => syncFolder(folder).catch(undefinedIfMissing)));
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

  /** A new folder's name has to be on the disk too. */
  private async makeFolder(folder: string): Promise<void> {
    if (this.folders.has(folder)) return;
    const first = await mkdir(folder, { recursive: true });
    if (first !== undefined) {
      for (let made = folder; made.length >= first.length; made = dirname(made)) await syncFolder(dirname(made));
    }
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
