import type { Generation, Generations, Images, Leases } from '../types/index.js';
import type { VectorIndex } from '../vectors/index.js';
import { readBatch } from './batch.js';
import type { FeedLogger } from './feed-logger.js';
import { Waiters } from './waiters.js';

/** Changes that one write to the index carries at most. */
const BATCH = 500;
/** Before the next try, in milliseconds, where the index did not answer. */
const RETRY = 2000;
/** Quiet time after which what was applied is brought to the disk, in milliseconds. */
const PERSIST = 5000;

export interface FollowerParts {
  readonly images: Images;
  readonly generations: Generations;
  readonly leases: Pick<Leases, 'alone'>;
  readonly index: VectorIndex;
  readonly logger: FeedLogger;
}

/**
 * Applies the changes of the pictures to one index, in order, and keeps the number of the last one. Only whoever holds the lease
 * runs one. Applying a change twice does no harm, so after an unclean stop it goes on from the last number that is known to be on
 * the disk.
 */
export class Follower {
  readonly #waiters = new Waiters();
  readonly #closing = new AbortController();
  #applied: number;
  #durable: number;
  #running: Promise<void> | undefined;
  #again = false;
  #failure: unknown;
  #retry: NodeJS.Timeout | undefined;
  #persist: NodeJS.Timeout | undefined;

  private constructor(
    private readonly parts: FollowerParts,
    private readonly generation: Generation,
  ) {
    this.#applied = generation.durable;
    this.#durable = generation.durable;
  }

  /** Takes a generation over: an earlier holder can note no progress from now on. */
  static async start(parts: FollowerParts): Promise<Follower> {
    const { generations, leases, index } = parts;
    // Alone, there is no other holder, and nothing is written: a server starts on a full disk too.
    const known = leases.alone ? (await generations.list()).find(({ name }) => name === index.name) : undefined;
    return new Follower(parts, known ?? (await generations.fence(index.name)));
  }

  /** Number of the last change that the index has. */
  get applied(): number {
    return this.#applied;
  }

  /** Tells that there are changes. */
  wake(): void {
    this.#again = true;
    if (this.#running || this.#closing.signal.aborted) return;
    clearTimeout(this.#retry);
    this.#running = this.#run().finally(() => (this.#running = undefined));
  }

  /**
   * Resolves to true when the index has the change, to false where it does not answer: the change is applied as soon as it does.
   * @throws the reason of the signal
   */
  reaches(change: number, signal?: AbortSignal): Promise<boolean> {
    if (change <= this.#applied) return Promise.resolve(true);
    const reached = this.#waiters.wait(change, signal);
    this.wake();
    return reached;
  }

  /**
   * Applies all there is to an index that nobody searches yet. @param onProgress number of the last change applied, and of the last one there is
   * @throws what the index answered, or the reason of the signal
   */
  catchUp(onProgress?: (applied: number, last: number) => void, signal?: AbortSignal): Promise<void> {
    return this.parts.index.filling(() => this.#applyAll(onProgress, signal));
  }

  async #applyAll(onProgress?: (applied: number, last: number) => void, signal?: AbortSignal): Promise<void> {
    for (;;) {
      signal?.throwIfAborted();
      const last = await this.parts.images.lastChange();
      if (this.#applied >= last) return;
      const reached = await this.reaches(Math.min(last, this.#applied + BATCH), signal);
      if (!reached) throw this.#failure;
      onProgress?.(this.#applied, last);
    }
  }

  /** Brings what was applied to the disk, and notes it. */
  async persist(): Promise<void> {
    const applied = this.#applied;
    if (applied === this.#durable) return;
    await this.parts.index.persist();
    if (!(await this.#note({ applied: this.#applied, durable: applied }))) return;
    this.#durable = applied;
  }

  async close(): Promise<void> {
    this.#closing.abort();
    clearTimeout(this.#retry);
    clearTimeout(this.#persist);
    await this.#running;
    this.#waiters.giveUp();
    await this.persist().catch((error: unknown) => this.#notPersisted(error));
  }

  async #run(): Promise<void> {
    try {
      while (this.#again && !this.#closing.signal.aborted) {
        this.#again = false;
        while (await this.#step()) if (this.#closing.signal.aborted) return;
      }
      if (this.#failure !== undefined) this.parts.logger.info('the index has caught up');
      this.#failure = undefined;
    } catch (error) {
      // Told once: it is tried again until the engine answers.
      if (this.#failure === undefined)
        this.parts.logger.warn(
          { err: error },
          'the index is behind: what was stored becomes searchable as soon as the vector store answers',
        );
      this.#failure = error;
      this.#waiters.giveUp();
      if (!this.#closing.signal.aborted) this.#retry = setTimeout(() => this.wake(), RETRY).unref();
    }
  }

  /** @returns whether there may be more */
  async #step(): Promise<boolean> {
    const { images, index, logger } = this.parts;
    const changes = await images.changes(this.#applied, BATCH);
    const last = changes.at(-1);
    if (last === undefined) return false;
    const { records, deleted } = await readBatch(images, changes, this.generation.encoder, logger);
    await Promise.all([index.upsert(records), index.delete(deleted)]);
    this.#applied = last.number;
    this.#waiters.reached(last.number);
    this.#persistLater();
    return changes.length === BATCH;
  }

  #persistLater(): void {
    this.#persist ??= setTimeout(() => {
      this.#persist = undefined;
      this.persist().catch((error: unknown) => this.#notPersisted(error));
    }, PERSIST).unref();
  }

  #notPersisted(error: unknown): void {
    this.parts.logger.warn({ err: error }, 'the index was not brought to the disk; it is tried again');
    if (!this.#closing.signal.aborted) this.#persistLater();
  }

  async #note(progress: { readonly applied: number; readonly durable: number }): Promise<boolean> {
    const { generations, index, logger } = this.parts;
    const mine = await generations.advance(index.name, this.generation.epoch, progress);
    if (!mine) logger.warn({ collection: index.name }, 'another process follows the changes for this index now');
    return mine;
  }
}
