export interface BatchOptions<Item, Result> {
  /** A batch is sent when it has so many items, or bytes. */
  readonly items: number;
  readonly bytes: number;
  /** Batches under way at a time. */
  readonly concurrency: number;
  readonly sizeOf: (item: Item) => number;
  /** One result for each item, in order. */
  readonly send: (batch: readonly Item[]) => Promise<readonly Result[]>;
}

interface Waiting<Item, Result> {
  readonly item: Item;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

/** Sends items together. No timer: a batch forms while the ones before it are under way. */
export class Batches<Item, Result> {
  private readonly waiting: Waiting<Item, Result>[] = [];
  private readonly underWay = new Set<Promise<void>>();

  constructor(private readonly options: BatchOptions<Item, Result>) {}

  add(item: Item): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ item, resolve, reject });
      this.pump();
    });
  }

  async idle(): Promise<void> {
    while (this.underWay.size > 0) await Promise.all(this.underWay);
  }

  private pump(): void {
    while (this.waiting.length > 0 && this.underWay.size < this.options.concurrency) {
      const batch = this.take();
      const sending = this.send(batch).finally(() => {
        this.underWay.delete(sending);
        this.pump();
      });
      this.underWay.add(sending);
    }
  }

  private take(): Waiting<Item, Result>[] {
    const { items, bytes, sizeOf } = this.options;
    let size = 0;
    let count = 0;
    for (const { item } of this.waiting) {
      size += sizeOf(item);
      if (count > 0 && (count === items || size > bytes)) break;
      count++;
    }
    return this.waiting.splice(0, count);
  }

  private async send(batch: readonly Waiting<Item, Result>[]): Promise<void> {
    try {
      const results = await this.options.send(batch.map(({ item }) => item));
      if (results.length !== batch.length) throw new Error(`${results.length} results for ${batch.length} items`);
      batch.forEach(({ resolve }, index) => resolve(results[index] as Result));
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }
}
