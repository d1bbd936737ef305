import type { Collection, IndexRow } from './engine.js';
import type { RebuildOptions } from './types.js';
import type { WriteQueue } from './write-queue.js';

/**
 * Fills a new collection while the old one answers. Writes of the meantime go to both and win over what is copied;
 * what an interrupted run has already copied is not copied again.
 */
export class Rebuild {
  /** Ids written or deleted since the beginning: a copy of theirs may be older than what they are now. */
  readonly #touched = new Set<string>();
  #failure: unknown;

  constructor(
    private readonly target: Collection,
    private readonly writes: WriteQueue,
    private readonly options: RebuildOptions,
  ) {}

  /** Repeats a write of the old collection on the new one. A failure here fails the rebuild, not the write. */
  async mirror(ids: readonly string[], write: (target: Collection) => Promise<void>): Promise<void> {
    for (const id of ids) this.#touched.add(id);
    try {
      if (!this.#failure) await write(this.target);
    } catch (error) {
      this.#failure = error;
    }
  }

  /** @throws what made a mirrored write fail, or the reason of the signal */
  check(): void {
    if (this.#failure) throw this.#failure;
    this.options.signal?.throwIfAborted();
  }

  /** Makes the new collection equal to the given rows, then builds its index. */
  async fill(pages: AsyncIterable<readonly IndexRow[]>): Promise<void> {
    const copied = new Map<string, string>();
    for await (const page of this.target.revisions()) for (const { id, revision } of page) copied.set(id, revision);
    let done = 0;
    for await (const page of pages) {
      this.check();
      const missing = page.filter(({ id, revision }) => copied.get(id) !== revision);
      for (const { id } of page) copied.delete(id);
      // Whether a row was touched is only certain while no write runs.
      await this.writes.exclusive(async () => {
        const rows = missing.filter(({ id }) => !this.#touched.has(id));
        if (rows.length > 0) await this.target.upsert(rows);
      });
      done += page.length;
      this.options.onProgress?.(done);
    }
    await this.#deleteLeftOvers([...copied.keys()]);
    this.check();
    await this.writes.exclusive(() => this.target.maintain());
    await this.target.buildIndex();
  }

  /** What an interrupted run had copied and is gone since. */
  async #deleteLeftOvers(ids: readonly string[]): Promise<void> {
    for (let start = 0; start < ids.length; start += 500)
      await this.writes.exclusive(async () => {
        const gone = ids.slice(start, start + 500).filter((id) => !this.#touched.has(id));
        if (gone.length > 0) await this.target.delete(gone);
      });
  }

  /** Gives up; what was copied is continued by the next rebuild. */
  abandon(): void {
    this.#failure ??= new DOMException('The vector store is closing.', 'AbortError');
  }
}
