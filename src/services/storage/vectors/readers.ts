import type { Collection } from './engine.js';

/** Who reads which collection: a superseded one is dropped when its last reader has finished, not under a search. */
export class Readers {
  readonly #counts = new Map<Collection, number>();
  readonly #waiting = new Map<Collection, () => void>();

  async read<T>(collection: Collection, work: (collection: Collection) => Promise<T>): Promise<T> {
    this.#begin(collection);
    try {
      return await work(collection);
    } finally {
      this.#end(collection);
    }
  }

  async *iterate<T>(collection: Collection, pages: AsyncIterable<readonly T[]>): AsyncIterable<T> {
    this.#begin(collection);
    try {
      for await (const page of pages) yield* page;
    } finally {
      this.#end(collection);
    }
  }

  /** Resolves when nobody reads the collection; no new reader may come. */
  finished(collection: Collection): Promise<void> {
    if (!this.#counts.has(collection)) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.set(collection, resolve));
  }

  #begin(collection: Collection): void {
    this.#counts.set(collection, (this.#counts.get(collection) ?? 0) + 1);
  }

  #end(collection: Collection): void {
    const left = (this.#counts.get(collection) ?? 0) - 1;
    if (left > 0) {
      this.#counts.set(collection, left);
      return;
    }
    this.#counts.delete(collection);
    this.#waiting.get(collection)?.();
    this.#waiting.delete(collection);
  }
}
