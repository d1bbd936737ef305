import { mkdir, opendir, readdir, readFile, rename, rm, stat, unlink, utimes, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { LRUCache } from 'lru-cache';

/** Recency is written to the disk at most this often for a file: it only orders evictions after a restart. */
const TOUCH_MILLISECONDS = 3_600_000;

interface Entry {
  readonly bytes: number;
  /** Milliseconds since 1970 when the file's time was last written. */
  touched: number;
}

/**
 * Files `<folder>/<ab>/<id>/<name>`, the least recently used deleted beyond a number of bytes. A file is there whole or
 * not at all. Nothing here is precious: a file that is lost is made again.
 */
export class DiskCache {
  readonly #entries: LRUCache<string, Entry>;
  readonly #background = new Set<Promise<unknown>>();
  #temporary = 0;

  constructor(
    private readonly options: {
      readonly folder: string;
      /** Files of another name are of another version and are deleted. */
      readonly name: RegExp;
      readonly maximumBytes: number;
      readonly now: () => number;
    },
  ) {
    this.#entries = new LRUCache({
      maxSize: options.maximumBytes,
      sizeCalculation: (entry) => Math.max(1, entry.bytes),
      dispose: (_entry, path, reason) => {
        if (reason === 'evict') this.#later(unlink(path));
      },
    });
    this.#later(this.#adopt());
  }

  /** Bytes that the files known so far take. */
  get bytes(): number {
    return this.#entries.calculatedSize;
  }

  async read(id: string, name: string): Promise<Buffer | undefined> {
    const path = this.#path(id, name);
    const content = await readFile(path).catch(() => undefined);
    if (!content?.length) return undefined;
    const now = this.options.now();
    const entry = this.#entries.get(path) ?? { bytes: content.length, touched: 0 };
    if (now - entry.touched > TOUCH_MILLISECONDS) {
      entry.touched = now;
      this.#later(utimes(path, now / 1000, now / 1000));
    }
    if (!this.#entries.has(path)) this.#entries.set(path, entry);
    return content;
  }

  async write(id: string, name: string, content: Uint8Array): Promise<void> {
    if (content.length > this.options.maximumBytes) return;
    const path = this.#path(id, name);
    const temporary = join(dirname(path), `${process.pid}-${this.#temporary++}.tmp`);
    await mkdir(dirname(path), { recursive: true });
    try {
      await writeFile(temporary, content);
      await rename(temporary, path);
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
    this.#entries.set(path, { bytes: content.length, touched: this.options.now() });
  }

  /** Everything under an id. */
  async remove(id: string): Promise<void> {
    const folder = dirname(this.#path(id, '-'));
    const names = await readdir(folder).catch(() => []);
    for (const name of names) this.#entries.delete(join(folder, name));
    await rm(folder, { recursive: true, force: true });
  }

  /** Resolves when the deletions and the reading of the folder under way are done. */
  async settle(): Promise<void> {
    while (this.#background.size > 0) await Promise.allSettled(this.#background);
  }

  #path(id: string, name: string): string {
    return join(this.options.folder, id.slice(0, 2), id, name);
  }

  #later(work: Promise<unknown>): void {
    const done = work.catch(() => undefined).finally(() => this.#background.delete(done));
    this.#background.add(done);
  }

  /** Takes the files of an earlier run in, least recently used first; not waited for, since reads find files anyway. */
  async #adopt(): Promise<void> {
    const found: { path: string; bytes: number; time: number }[] = [];
    for await (const item of await opendir(this.options.folder, { recursive: true })) {
      if (!item.isFile()) continue;
      const path = join(item.parentPath, item.name);
      const { size, mtimeMs } = await stat(path);
      if (this.options.name.test(basename(path)) && size > 0) found.push({ path, bytes: size, time: mtimeMs });
      else if (!item.name.startsWith(`${process.pid}-`)) await unlink(path);
    }
    found.sort((one, other) => one.time - other.time);
    for (const { path, bytes, time } of found) {
      if (!this.#entries.has(path)) this.#entries.set(path, { bytes, touched: time });
    }
  }
}
