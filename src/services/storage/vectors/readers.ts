/** Who reads which collection: a superseded one is dropped when its last reader has finished, not under a search. */
export class Readers {
  readonly #counts = new Map<object, number>();
  readonly #waiting = new Map<object, () => void>();

  async read<C extends object, T>(collection: C, work: (collection: C) => Promise<T>): Promise<T> {
    this.#begin(collection);
    try {
      return await work(collection);
    } finally {
      this.#end(collection);
    }
  }

  /** Resolves when nobody reads the collection; no new reader may come. */
  finished(collection: object): Promise<void> {
    if (!this.#counts.has(collection)) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.set(collection, resolve));
  }

  #begin(collection: object): void {
    this.#counts.set(collection, (this.#counts.get(collection) ?? 0) + 1);
  }

  #end(collection: object): void {
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
