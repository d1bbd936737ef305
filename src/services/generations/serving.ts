import type { EncoderStats, ObservableEncoder } from '../encoder/encoder.js';
import { statsOf } from '../encoder/observable.js';
import type { Encoder, EncodeRequest, Encoding } from '../encoder/types.js';
import type { NumberedEncoder } from '../encoder/numbered.js';
import type { IndexFeed } from '../storage/feed/index-feed.js';
import type { Generations } from '../storage/types/index.js';
import type { VectorHit, VectorQuery, VectorStore } from '../storage/vectors/types.js';

/** An encoder, and the index of what it made of the pictures. */
export interface Serving extends NumberedEncoder {
  readonly index: IndexFeed;
}

/**
 * What answers, and what stands beside it while the model is being switched, or can be switched back. Whatever is written goes to
 * both. Seen as an encoder and as a vector store, it is the one that answers.
 */
export class ServingSet implements VectorStore {
  readonly encoder: ActiveEncoder;
  #active: Serving;
  #beside: Serving | undefined;

  constructor(
    private readonly generations: Pick<Generations, 'active'>,
    active: Serving,
  ) {
    this.#active = active;
    this.encoder = new ActiveEncoder(() => this.#active.encoder);
  }

  get active(): Serving {
    return this.#active;
  }

  get beside(): Serving | undefined {
    return this.#beside;
  }

  get all(): readonly Serving[] {
    return this.#beside === undefined ? [this.#active] : [this.#active, this.#beside];
  }

  /**
   * What answers now, by the database: while there are two, another server may have switched a moment ago.
   */
  async current(): Promise<Serving> {
    if (this.#beside !== undefined) {
      const active = await this.generations.active();
      if (active !== undefined) this.activate(active.encoder);
    }
    return this.#active;
  }

  /** That of a search; where it does not say, it is from before there were several. Undefined where it was dropped. */
  of(number: number | undefined): Serving | undefined {
    const [first] = [...this.all].sort((one, other) => one.number - other.number);
    return number === undefined ? first : this.all.find((serving) => serving.number === number);
  }

  add(beside: Serving): void {
    this.#beside = beside;
  }

  /** Takes out what stands beside. Closing it is up to the caller. */
  take(): Serving | undefined {
    const beside = this.#beside;
    this.#beside = undefined;
    return beside;
  }

  /** That one answers from now on: said by whoever decided it, and by every search that finds it decided. */
  activate(number: number): void {
    if (this.#beside?.number === number) [this.#active, this.#beside] = [this.#beside, this.#active];
  }

  /** Resolves when every index has the change: to false where one of them does not answer. */
  async applied(change: number, signal?: AbortSignal): Promise<boolean> {
    const applied = await Promise.all(this.all.map(({ index }) => index.applied(change, signal)));
    return applied.every(Boolean);
  }

  get kind() {
    return this.#active.index.kind;
  }

  get collection(): string {
    return this.#active.index.collection;
  }

  search(queries: readonly VectorQuery[]): Promise<VectorHit[][]> {
    return this.#active.index.search(queries);
  }

  count(): Promise<number> {
    return this.#active.index.count();
  }

  healthy(): Promise<boolean> {
    return this.#active.index.healthy();
  }

  /** Closes both. */
  async close(): Promise<void> {
    for (const { encoder, index } of this.all) {
      await encoder.close();
      await index.close();
    }
  }
}

const NOTHING_COUNTED: EncoderStats = {
  imageTokenCache: { hits: 0, misses: 0 },
  embeddingCache: { hits: 0, misses: 0 },
  waiting: { interactive: 0, bulk: 0 },
  ...{ workers: 0, idleWorkers: 0, workerCrashes: 0 },
};

/** The encoder that answers, whichever that is. */
class ActiveEncoder implements ObservableEncoder {
  constructor(private readonly active: () => Encoder) {}

  get identity() {
    return this.active().identity;
  }

  get limits() {
    return this.active().limits;
  }

  get languages() {
    return this.active().languages;
  }

  get concurrency() {
    return this.active().concurrency;
  }

  encode(request: EncodeRequest): Promise<Encoding> {
    return this.active().encode(request);
  }

  /** Where it counts nothing: zeros. */
  stats(): EncoderStats {
    return statsOf(this.active()) ?? NOTHING_COUNTED;
  }

  close(): Promise<void> {
    return this.active().close();
  }
}
