import type { Logger } from 'pino';
import type { Database, Objects } from '../storage/types/index.js';

/** Objects looked up in one step. */
const STEP = 500;
/** File systems and stores round the times of objects, in milliseconds. */
const ROUNDING = 100;

export interface SweepParts extends Pick<Database, 'images' | 'searches' | 'settings' | 'leases'> {
  readonly objects: Objects;
  /** Pictures whose objects a kill can leave without a record. */
  readonly most: number;
  /** Deletes the originals of those that have no record, while nobody stores them. @returns how many there were */
  readonly removeStrays: (ids: readonly string[]) => Promise<number>;
  readonly logger: Pick<Logger, 'info' | 'warn'>;
}

/**
 * Deletes objects that have no row, since a process was killed between the two. Looks for them only where one was: before its first object
 * a process notes that it began, and at its end that it is done. Objects from before that note are nobody's business here, and where there
 * are more than a kill can leave (an older database was put in place), all stay: `leopard doctor --repair` recovers them. Where several
 * processes share a deployment, nothing is swept: another one may be at work with any object.
 */
export class Sweep {
  readonly #closing = new AbortController();
  readonly #opened = Date.now() - ROUNDING;
  readonly #since: Promise<string | undefined>;
  readonly #running: Promise<void>;
  #noted: Promise<void> | undefined;
  /** Whether what an earlier process left is still to be swept: its note stands. */
  #owed = false;

  /** Sweeps in the background, where there is something to sweep. */
  constructor(private readonly parts: SweepParts) {
    this.#since = parts.settings.get('sweep_since');
    this.#running = (parts.leases.alone ? this.#run() : Promise.resolve()).catch((error: unknown) => {
      if (!this.#closing.signal.aborted)
        parts.logger.warn({ err: error }, 'objects without records could not be swept; the next start does it');
    });
  }

  /** Before an object is put. @throws LeopardError STORAGE_UNAVAILABLE */
  begin(): Promise<void> {
    if (!this.parts.leases.alone) return Promise.resolve();
    this.#noted ??= this.#note().catch((error: unknown) => {
      this.#noted = undefined;
      throw error;
    });
    return this.#noted;
  }

  /** When nothing is put any more. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#running;
    if (this.#noted === undefined || this.#owed) return;
    // On a full disk the next start sweeps, and finds nothing.
    await this.parts.settings.replace('sweep_since', '').catch(() => undefined);
  }

  async #note(): Promise<void> {
    if (await this.#since) return;
    await this.parts.settings.replace('sweep_since', String(this.#opened));
  }

  async #run(): Promise<void> {
    const { settings, logger } = this.parts;
    const since = Number((await this.#since) || undefined);
    const before = this.#opened;
    if (Number.isNaN(since)) return;
    this.#owed = true;
    const originals = await this.#sweep('originals/', [since, before], (keys) => this.#withoutRecord(keys));
    const queries = await this.#sweep('queries/', [since, before], (keys) => this.#withoutSearch(keys));
    // From now on this process's own note: it may be putting objects already.
    await settings.replace('sweep_since', String(before));
    this.#noted = Promise.resolve();
    this.#owed = false;
    if (originals + queries > 0) logger.info({ originals, queries }, 'objects without records were swept');
  }

  /** @returns how many were deleted */
  async #sweep(
    prefix: string,
    [since, before]: readonly [number, number],
    strays: (keys: readonly string[]) => Promise<Strays>,
  ): Promise<number> {
    const found: Strays[] = [];
    let count = 0;
    let keys: string[] = [];
    const look = async () => {
      this.#closing.signal.throwIfAborted();
      const some = await strays(keys);
      keys = [];
      count += some.keys.length;
      if (some.keys.length > 0 && count <= this.parts.most) found.push(some);
    };
    for await (const { key, modified } of this.parts.objects.list(prefix)) {
      if (modified < since || modified >= before) continue;
      keys.push(key);
      if (keys.length === STEP) await look();
    }
    if (keys.length > 0) await look();
    if (count > this.parts.most) {
      this.parts.logger.warn(
        { objects: count, prefix },
        'more objects without records than a kill leaves: they stay; `leopard doctor --repair` recovers pictures among them',
      );
      return 0;
    }
    let deleted = 0;
    for (const { remove } of found) deleted += await remove();
    return deleted;
  }

  async #withoutRecord(keys: readonly string[]): Promise<Strays> {
    const ids = keys.map((key) => key.slice(key.lastIndexOf('/') + 1));
    const records = await this.parts.images.get(ids);
    const strays = ids.filter((_, place) => records[place] === undefined);
    return { keys: strays, remove: () => this.parts.removeStrays(strays) };
  }

  async #withoutSearch(keys: readonly string[]): Promise<Strays> {
    const referred = new Set(await this.parts.searches.referred(keys));
    const strays = keys.filter((key) => !referred.has(key));
    const remove = async () => {
      await this.parts.objects.delete(strays);
      return strays.length;
    };
    return { keys: strays, remove };
  }
}

interface Strays {
  readonly keys: readonly string[];
  readonly remove: () => Promise<number>;
}
