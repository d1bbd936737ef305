import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { IndexFeed } from '../storage/feed/index-feed.js';
import { type Images, type Objects, originalKey } from '../storage/types/index.js';
import type { Renditions } from './renditions/index.js';

/** Pictures in one step. */
const STEP = 100;
/** Before the next try, in milliseconds, where an object or a rendition could not be deleted. */
const RETRY = 30_000;
/** After it was decided to delete objects, in milliseconds, it is too late: another server may have taken it over. */
const IN_TIME = 10_000;
/** Between two looks whether another server has completed a deletion, in milliseconds. */
const LOOK = 100;

export interface RemovalParts {
  readonly images: Images;
  readonly objects: Objects;
  readonly renditions: Pick<Renditions, 'remove'>;
  readonly feed: Pick<IndexFeed, 'applied'>;
  readonly logger: Pick<Logger, 'warn'>;
}

/**
 * What a deletion takes with it: the original, renditions, the row of the index. The records are gone first, so that nobody finds a
 * picture that is half there; what a crash or a fault left to do is done later.
 */
export class Removal {
  #retry: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(private readonly parts: RemovalParts) {}

  /**
   * Complete where it resolves to true; otherwise it is completed later.
   * @param began when it was decided, by `performance.now()`
   */
  async complete(ids: readonly string[], change: number, began: number, signal?: AbortSignal): Promise<boolean> {
    if (ids.length === 0) return true;
    const { images, objects, renditions, feed, logger } = this.parts;
    try {
      // The objects first: a rendition that could still read one was begun before, and `remove` waits for it.
      await objects.delete(ids.map(originalKey), { notAfter: began + IN_TIME });
      await Promise.all([renditions.remove(ids), feed.applied(change, signal)]);
      await images.removed(ids);
      return true;
    } catch (error) {
      signal?.throwIfAborted();
      logger.warn({ err: error, pictures: ids.length }, 'a deletion is not complete yet; the rest is done later');
      this.#later();
      return false;
    }
  }

  /** Completes what earlier runs left. */
  async completeAll(): Promise<void> {
    for (;;) {
      const pending = await this.parts.images.pendingRemovals(STEP);
      if (pending.length === 0) return;
      const last = Math.max(...pending.map(({ change }) => change));
      const began = performance.now();
      const ids = await this.parts.images.reserveRemovals(pending.map(({ id }) => id));
      // What another server is about to complete is looked at later.
      if (ids.length === 0) return this.#later();
      if (!(await this.complete(ids, last, began))) return;
    }
  }

  /** Completes an earlier deletion of a picture, or waits until another server has. @returns false where neither comes in time */
  async settle(id: string): Promise<boolean> {
    const { images } = this.parts;
    const asked = performance.now();
    while (performance.now() - asked < IN_TIME) {
      const began = performance.now();
      const [reserved] = await images.reserveRemovals([id]);
      if (reserved !== undefined) return this.complete([id], await images.lastChange(), began);
      if (!(await this.#isPending(id))) return true;
      await pause(LOOK);
    }
    return false;
  }

  async #isPending(id: string): Promise<boolean> {
    const pending = await this.parts.images.pendingRemovals(Number.MAX_SAFE_INTEGER);
    return pending.some((removal) => removal.id === id);
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#retry);
  }

  #later(): void {
    if (this.#closed) return;
    this.#retry ??= setTimeout(() => {
      this.#retry = undefined;
      this.completeAll().catch((error: unknown) => {
        this.parts.logger.warn({ err: error }, 'a deletion is not complete yet; the rest is done later');
        this.#later();
      });
    }, RETRY).unref();
  }
}
