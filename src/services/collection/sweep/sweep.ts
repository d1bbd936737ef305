import type { Logger } from 'pino';
import type { Lease, Leases, Objects } from '../../storage/types/index.js';
import { type LeftMark, Mark, type MarkParts, RENEWED } from './marks.js';
import { strayOriginals, strayQueries, type StrayParts, type Strays } from './strays.js';

/** Objects looked up in one step. */
const STEP = 500;

export interface SweepParts extends Omit<MarkParts, 'alone' | 'images'>, Omit<StrayParts, 'images' | 'objects'> {
  readonly images: MarkParts['images'] & StrayParts['images'];
  readonly leases: Leases;
  readonly objects: Objects;
  /** Pictures whose objects a kill can leave without a record. */
  readonly most: number;
  readonly logger: Pick<Logger, 'info' | 'warn'>;
}

/**
 * Deletes objects that have no row, since a process was killed between the two. Looks for them only where one was: before its first object
 * a process sets a mark, and at its clean end takes it away. Objects from another time than that of a mark are nobody's business here, and
 * where there are more than a kill can leave (an older database was put in place), all stay: `leopard doctor --repair` recovers them.
 * Of several servers one sweeps at a time.
 */
export class Sweep {
  readonly #closing = new AbortController();
  readonly #mark: Mark;
  readonly #timer: NodeJS.Timeout | undefined;
  #running: Promise<void>;

  /** Sweeps in the background, where there is something to sweep. */
  constructor(private readonly parts: SweepParts) {
    const { alone } = parts.leases;
    this.#mark = new Mark({ ...parts, alone });
    this.#running = this.#try(() => this.#run());
    if (!alone) this.#timer = setInterval(() => this.#again(), RENEWED).unref();
  }

  /** Before an object is put. @throws LeopardError STORAGE_UNAVAILABLE */
  begin(): Promise<void> {
    return this.#mark.set();
  }

  /** An object was put, and its record could not be. */
  owe(): void {
    this.#mark.stay();
  }

  /** When nothing is put any more. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    this.#closing.abort();
    await this.#running;
    // Where that fails, the next start sweeps, and finds nothing.
    await this.#mark.clear().catch(() => undefined);
  }

  #again(): void {
    this.#running = this.#running.then(() =>
      this.#try(async () => {
        await this.#mark.renew();
        await this.#run();
      }),
    );
  }

  async #try(task: () => Promise<void>): Promise<void> {
    try {
      await task();
    } catch (error) {
      if (this.#closing.signal.aborted) return;
      this.parts.logger.warn({ err: error }, 'objects without records could not be swept; it is tried again later');
    }
  }

  async #run(): Promise<void> {
    if ((await this.#mark.left()).length === 0) return;
    const lease = await this.parts.leases.tryAcquire('sweep');
    if (lease === undefined) return;
    try {
      // Another server may have swept meanwhile.
      const marks = await this.#mark.left();
      if (marks.length > 0) await this.#sweepAll(marks, lease);
    } finally {
      await lease.release();
    }
  }

  async #sweepAll(marks: readonly LeftMark[], lease: Lease): Promise<void> {
    const { settings, logger } = this.parts;
    const originals = await this.#sweep('originals/', marks, lease, strayOriginals);
    const queries = await this.#sweep('queries/', marks, lease, strayQueries);
    for (const { name } of marks) await settings.remove(name);
    if (originals + queries > 0) logger.info({ originals, queries }, 'objects without records were swept');
  }

  /** @returns how many were deleted */
  async #sweep(
    prefix: string,
    marks: readonly LeftMark[],
    lease: Lease,
    strays: (parts: StrayParts, keys: readonly string[]) => Promise<Strays>,
  ): Promise<number> {
    const { objects, logger } = this.parts;
    const most = this.parts.most * marks.length;
    const goOn = () => AbortSignal.any([this.#closing.signal, lease.lost]).throwIfAborted();
    const found: Strays[] = [];
    let count = 0;
    let keys: string[] = [];
    const look = async () => {
      goOn();
      const some = await strays(this.parts, keys);
      keys = [];
      count += some.keys.length;
      if (some.keys.length > 0 && count <= most) found.push(some);
    };
    for await (const { key, modified } of objects.list(prefix)) {
      if (!marks.some(({ from, to }) => from <= modified && modified < to)) continue;
      keys.push(key);
      if (keys.length === STEP) await look();
    }
    if (keys.length > 0) await look();
    if (count > most) {
      const message =
        'more objects without records than a kill leaves: they stay; `leopard doctor --repair` recovers pictures among them';
      logger.warn({ objects: count, prefix }, message);
      return 0;
    }
    let deleted = 0;
    for (const { remove } of found) {
      goOn();
      deleted += await remove();
    }
    return deleted;
  }
}
