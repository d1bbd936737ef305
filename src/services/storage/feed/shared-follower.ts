import { setTimeout as pause } from 'node:timers/promises';
import type { Database, FeedSignal, Lease, Signals } from '../types/index.js';
import type { VectorIndex } from '../vectors/index.js';
import { readBatch } from './batch.js';
import type { FeedLogger } from './feed-logger.js';
import { Waiters } from './waiters.js';

/** Changes that one write to the index carries at most. */
const BATCH = 500;
/** Before the next try, in milliseconds, where index or database did not answer. */
const RETRY = 500;
/** Between two looks for changes, in milliseconds, where no signal comes. */
const LOOK = 1000;
/** Time for a change to be applied, in milliseconds, by whichever server: longer than a frozen holder is waited for. */
const PATIENCE = 15_000;

export interface SharedFollowerParts extends Pick<Database, 'images' | 'generations' | 'leases'> {
  readonly signals: Signals;
  readonly index: VectorIndex;
  readonly logger: FeedLogger;
}

/**
 * One index that several servers search. One of them at a time, the holder of a lease, applies the changes and notes the number of the last
 * one; all wait for that number. A holder that was frozen is fenced off: it notes nothing any more, and what it wrote late is applied again.
 */
export class SharedFollower {
  readonly #waiters = new Waiters();
  readonly #closing = new AbortController();
  readonly #ended: Promise<void>;
  readonly #deaf: () => void;
  #wake = () => {};
  #looking: Promise<void> | undefined;
  #failing = false;

  private constructor(
    private readonly parts: SharedFollowerParts,
    private number: number,
  ) {
    this.#deaf = parts.signals.listen((signal) => this.#hear(signal));
    this.#ended = this.#takeTurns();
  }

  static async start(parts: SharedFollowerParts): Promise<SharedFollower> {
    const generations = await parts.generations.list();
    return new SharedFollower(parts, generations.find(({ name }) => name === parts.index.name)?.applied ?? 0);
  }

  /** Number of the last change that the index has, as far as this server knows. */
  get applied(): number {
    return this.number;
  }

  /**
   * Resolves to true when the index has the change, to false where it does not come in time: it is applied as soon as the index answers.
   * @throws the reason of the signal
   */
  async reaches(change: number, signal?: AbortSignal): Promise<boolean> {
    if (change <= this.number) return true;
    const patience = new AbortController();
    const timer = setTimeout(() => patience.abort(), PATIENCE).unref();
    const reached = this.#waiters.wait(change, AbortSignal.any([patience.signal, ...(signal ? [signal] : [])]));
    this.#wake();
    try {
      return await reached;
    } catch (error) {
      signal?.throwIfAborted();
      if (patience.signal.aborted) return false;
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Waits until all there is has been applied. @throws Error where that does not come; the reason of the signal */
  async catchUp(onProgress?: (applied: number, last: number) => void, signal?: AbortSignal): Promise<void> {
    const last = await this.parts.images.lastChange();
    while (this.number < last) {
      const before = this.number;
      const reached = await this.reaches(Math.min(last, before + BATCH), signal);
      onProgress?.(this.number, last);
      if (!reached && this.number === before) throw new Error('the index does not catch up');
    }
  }

  /** What is applied is on the disk: the engine sees to it. */
  async persist(): Promise<void> {}

  async close(): Promise<void> {
    this.#closing.abort();
    this.#deaf();
    this.#wake();
    await this.#ended;
    await this.#looking;
    this.#waiters.giveUp();
  }

  #hear(signal: FeedSignal): void {
    if (signal.kind === 'changes') {
      this.#wake();
      if (this.#waiters.waiting) this.#looking ??= this.#look().finally(() => (this.#looking = undefined));
    } else if (signal.generation === this.parts.index.name) {
      if (signal.kind === 'applied') this.#reached(signal.number);
      else this.#waiters.giveUp();
    }
  }

  /** What the holder has noted, where its signal may have been missed. */
  async #look(): Promise<void> {
    const generations = await this.parts.generations.list().catch(() => []);
    this.#reached(generations.find(({ name }) => name === this.parts.index.name)?.applied ?? 0);
  }

  #reached(number: number): void {
    if (number <= this.number) return;
    this.number = number;
    this.#waiters.reached(number);
  }

  async #takeTurns(): Promise<void> {
    const { leases, index, logger } = this.parts;
    const { signal } = this.#closing;
    let told = false;
    while (!signal.aborted) {
      try {
        const lease = await leases.acquire(`feed:${index.name}`, signal);
        told = false;
        await this.#holding(lease).finally(() => lease.release());
      } catch (error) {
        if (signal.aborted) return;
        if (!told)
          logger.warn({ err: error }, 'this server cannot follow the changes for the index now; it is tried again');
        told = true;
      }
      if (!signal.aborted) await pause(RETRY, undefined, { signal }).catch(() => undefined);
    }
  }

  async #holding(lease: Lease): Promise<void> {
    const { generations, index } = this.parts;
    const { epoch, durable } = await generations.fence(index.name);
    let cursor = durable;
    while (!lease.lost.aborted && !this.#closing.signal.aborted) {
      const woken = this.#woken(lease.lost);
      const next = await this.#apply(lease, cursor, epoch).catch((error: unknown) => this.#failed(error, cursor));
      if (next === undefined) return;
      if (next === cursor) await woken;
      cursor = next;
    }
  }

  /** @returns the number that was reached; undefined where another holder took over */
  async #apply(lease: Lease, cursor: number, epoch: number): Promise<number | undefined> {
    const { images, generations, index, logger } = this.parts;
    const changes = await images.changes(cursor, BATCH);
    const last = changes.at(-1);
    if (last === undefined) {
      this.#recovered();
      return cursor;
    }
    const [generation] = (await generations.list()).filter(({ name }) => name === index.name);
    if (generation === undefined) return undefined;
    const { records, deleted } = await readBatch(images, changes, generation.encoder, logger);
    // A process may have been frozen while it read.
    if (lease.lost.aborted) return undefined;
    let noted = false;
    try {
      await Promise.all([index.upsert(records), index.delete(deleted)]);
      noted = await generations.advance(index.name, epoch, { applied: last.number, durable: last.number });
    } finally {
      // It came late: the next holder may have written before, and what counts is what is written last.
      if (!noted && lease.lost.aborted) await images.touch(changes.map(({ id }) => id));
    }
    if (!noted) return undefined;
    this.#recovered();
    this.#reached(last.number);
    return last.number;
  }

  /** There may be changes, the lease is lost, the server stops, or it is time to look. */
  #woken(lost: AbortSignal): Promise<void> {
    // Nobody waits for the one before any more.
    this.#wake();
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#wake(), LOOK).unref();
      this.#wake = () => {
        clearTimeout(timer);
        this.#wake = () => {};
        lost.removeEventListener('abort', resolveOnce);
        resolve();
      };
      const resolveOnce = () => this.#wake();
      lost.addEventListener('abort', resolveOnce, { once: true });
    });
  }

  async #failed(error: unknown, cursor: number): Promise<number> {
    const { logger, signals, index } = this.parts;
    // Told once: it is tried again until the engine answers.
    if (!this.#failing)
      logger.warn(
        { err: error },
        'the index is behind: what was stored becomes searchable as soon as the vector store answers',
      );
    this.#failing = true;
    this.#waiters.giveUp();
    await signals.tell({ kind: 'behind', generation: index.name }).catch(() => undefined);
    await pause(RETRY, undefined, { signal: this.#closing.signal }).catch(() => undefined);
    return cursor;
  }

  #recovered(): void {
    if (this.#failing) this.parts.logger.info('the index has caught up');
    this.#failing = false;
  }
}
