import { type Clock, systemClock } from '../../lib/clock.js';
import type { Images } from './types/index.js';

/** Between two looks at the database's clock, in milliseconds. */
const LOOK = 60_000;

/**
 * The database's clock, by which all servers decide what has expired: the one of this machine may be wrong. Between two looks, time goes on as
 * this process measures it.
 */
export class SharedClock implements Clock {
  readonly sleep = systemClock.sleep;
  readonly #timer: NodeJS.Timeout;

  private constructor(
    private readonly images: Pick<Images, 'clock'>,
    private difference: number,
  ) {
    this.#timer = setInterval(() => void this.#look(), LOOK).unref();
  }

  /** @throws LeopardError STORAGE_UNAVAILABLE */
  static async open(images: Pick<Images, 'clock'>): Promise<SharedClock> {
    return new SharedClock(images, (await images.clock()) - performance.now());
  }

  now = (): number => Math.floor(performance.now() + this.difference);

  async close(): Promise<void> {
    clearInterval(this.#timer);
  }

  async #look(): Promise<void> {
    const before = performance.now();
    const now = await this.images.clock().catch(() => undefined);
    // An answer that took long says little.
    if (now !== undefined && performance.now() - before < 1000) this.difference = now - before;
  }
}
