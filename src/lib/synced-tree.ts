import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isMissing, syncFolder } from './atomic-file.js';

/** Files that are open at a time. */
const AT_ONCE = 16;

/**
 * Brings the files of a folder, which somebody else writes without fsync, to the disk. A file that was seen once is not synced
 * again where its size and time of change are the same.
 */
export class SyncedTree {
  #known = new Map<string, string>();

  constructor(private readonly folder: string) {}

  /** When it resolves, what had been written before survives a power cut. Files that vanish meanwhile are no error. */
  async sync(): Promise<void> {
    const seen = new Map<string, string>();
    await this.#syncFolder(this.folder, seen);
    this.#known = seen;
  }

  async #syncFolder(folder: string, seen: Map<string, string>): Promise<void> {
    const entries = await unlessMissing(readdir(folder, { withFileTypes: true }));
    if (entries === undefined) return;
    const files = entries.filter((entry) => entry.isFile()).map(({ name }) => join(folder, name));
    for (let start = 0; start < files.length; start += AT_ONCE)
      await Promise.all(files.slice(start, start + AT_ONCE).map((path) => this.#syncFile(path, seen)));
    for (const entry of entries) if (entry.isDirectory()) await this.#syncFolder(join(folder, entry.name), seen);
    await unlessMissing(syncFolder(folder));
  }

  async #syncFile(path: string, seen: Map<string, string>): Promise<void> {
    const handle = await unlessMissing(open(path, 'r'));
    if (handle === undefined) return;
    try {
      const { size, mtimeMs } = await handle.stat();
      const version = `${size} ${mtimeMs}`;
      if (this.#known.get(path) !== version) await handle.sync();
      seen.set(path, version);
    } finally {
      await handle.close();
    }
  }
}

async function unlessMissing<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}
