import { setTimeout as pause } from 'node:timers/promises';
import { LeopardError } from '../../../lib/errors.js';
import type { Database } from '../types/index.js';
import type { VectorEngine } from '../vectors/engine.js';
import type { IndexType } from '../vectors/identity.js';
import { VectorIndex, type VectorHit, type VectorQuery, type VectorStore } from '../vectors/index.js';
import { Readers } from '../vectors/readers.js';
import { engineError } from '../vectors/unavailable.js';
import { GenerationChoice, type IndexIdentity } from './choose-generation.js';
import { mendIndex } from './compare.js';
import { fill, follow, type Followed, release } from './followed.js';
import { alone, presentOrFirst, STRAGGLERS } from './make-generation.js';
import type { FeedLogger } from './feed-logger.js';

export interface IndexFeedParts {
  readonly database: Pick<Database, 'images' | 'generations' | 'leases' | 'signals'>;
  /** Closed with the feed. */
  readonly engine: VectorEngine;
  readonly identity: IndexIdentity;
  readonly logger: FeedLogger;
  /** Whether this encoder's index is the one that answers searches: always, where it is left out. */
  readonly answers?: () => boolean;
}

export interface ReindexProgress {
  /** Changes applied so far, of all. */
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

/** Milliseconds after the last write from which an engine shows it in any case. */
const SETTLED = 10_000;
/** Between two looks whether another index answers now, in milliseconds. */
const LOOK = 1000;

/**
 * The index of a deployment, which follows its database: what was stored is found as soon as `applied` says so. A new index is
 * built beside the one that answers, from change 0 on, and takes its place when it has caught up.
 */
export class IndexFeed implements VectorStore {
  readonly #readers = new Readers();
  readonly #closing = new AbortController();
  #building: Promise<unknown> | undefined;
  #closed: Promise<void> | undefined;
  readonly #deaf: (() => void) | undefined;
  #switching: Promise<void> | undefined;
  #looked = performance.now();

  private constructor(
    private readonly parts: IndexFeedParts,
    private readonly choice: GenerationChoice,
    private active: Followed,
  ) {
    this.#deaf = parts.database.signals?.listen(({ kind }) => {
      if (kind === 'changes') this.#lookForAnother();
    });
  }

  /**
   * Opens the generation that answers, or makes the first one, and applies what it lacks.
   * @throws SetupError VECTOR_COLLECTION_FOREIGN, VECTOR_STORE_DAMAGED; LeopardError VECTOR_STORE_UNAVAILABLE
   */
  static async open(parts: IndexFeedParts, progress: ReindexProgress = {}): Promise<IndexFeed> {
    const { database, engine, identity } = parts;
    const choice = new GenerationChoice(engine, database.generations, identity);
    try {
      await adoptLegacy(parts, choice);
      const generation = await presentOrFirst(parts, choice);
      const { name } = generation;
      const feed: { current?: IndexFeed } = {};
      const followed = await follow(parts, await choice.open(name), () => feed.current?.outgrown());
      try {
        // Where several servers follow, those who come later need not wait: they search what there is.
        if (database.signals === undefined) await followed.follower.catchUp(progress.onProgress, progress.signal);
        if (!generation.active && (parts.answers?.() ?? true)) await database.generations.activate(name);
      } catch (error) {
        await release(followed);
        throw error;
      }
      return (feed.current = new IndexFeed(parts, choice, followed));
    } catch (error) {
      await engine.close();
      throw engineError(error, engine.address);
    }
  }

  get kind() {
    return this.parts.engine.kind;
  }

  get collection(): string {
    return this.active.index.name;
  }

  /**
   * Resolves to true when searches find a change, to false where the index does not answer: they do as soon as it does.
   * @throws the reason of the signal
   */
  applied(change: number, signal?: AbortSignal): Promise<boolean> {
    return this.active.follower.reaches(change, signal);
  }

  /** Waits until searches find all there is. @throws what the index answered, or the reason of the signal */
  catchUp({ onProgress, signal }: ReindexProgress = {}): Promise<void> {
    return this.active.follower.catchUp(onProgress, signal);
  }

  search(queries: readonly VectorQuery[]): Promise<VectorHit[][]> {
    return this.#readers.read(this.active.index, async (index) =>
      index.search(queries, await this.#settled(index.name)),
    );
  }

  /**
   * Whether the last write, by whichever server, is so long ago that an engine of several processes shows it without being asked to wait.
   * What was acknowledged was noted before.
   */
  async #settled(name: string): Promise<boolean | undefined> {
    const { signals, generations } = this.parts.database;
    if (signals === undefined) return undefined;
    return ((await generations.quiet(name)) ?? 0) > SETTLED;
  }

  count(): Promise<number> {
    return this.#readers.read(this.active.index, (index) => index.count());
  }

  async healthy(): Promise<boolean> {
    return this.#closed === undefined && this.parts.engine.healthy().catch(() => false);
  }

  /** Brings what was applied to the disk. */
  persist(): Promise<void> {
    return this.active.follower.persist();
  }

  /** Compaction and index building, which otherwise happen in the background: resolves when they are done. */
  optimise(): Promise<void> {
    return this.active.index.optimise();
  }

  /**
   * Builds the index anew, without encoding, and switches to it. Can be interrupted at any time; the next run goes on where it was.
   * @throws LeopardError OVERLOADED where one is being built, VECTOR_STORE_UNAVAILABLE; the reason of the signal
   */
  async reindex(progress: ReindexProgress = {}): Promise<void> {
    // What has outgrown exact search once is not made to do it again.
    const { first, rows } = this.parts.engine.indexing;
    const index = rows === Infinity || first === 'approximate' ? first : this.active.index.properties.index;
    await this.#replace(index, progress);
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    this.#closing.abort(new DOMException('The server is stopping.', 'AbortError'));
    this.#deaf?.();
    await this.#building?.catch(() => undefined);
    await this.#switching;
    await release(this.active);
    await this.parts.engine.close();
  }

  private outgrown(): void {
    if (this.#building || this.#closed) return;
    const { logger } = this.parts;
    logger.info({ collection: this.collection }, 'the collection has outgrown exact search: building an index');
    this.#replace('approximate', {}).catch((error: unknown) => {
      if (!this.#closed)
        logger.warn({ err: error }, 'the index could not be built; it is tried again after further writes');
    });
  }

  #replace(index: IndexType, progress: ReindexProgress): Promise<void> {
    if (this.#building)
      throw new LeopardError('OVERLOADED', 'An index is being built already. Wait until it is done, then try again.');
    const replacing = alone(this.parts.database, () => this.#replaceBy(index, progress));
    this.#building = replacing.finally(() => (this.#building = undefined));
    return replacing;
  }

  /** Another server may have built an index anew: then this one goes over to it too. */
  #lookForAnother(): void {
    if (this.#building || this.#closed || this.#switching || performance.now() - this.#looked < LOOK) return;
    this.#looked = performance.now();
    this.#switching = this.#goOver()
      .catch((error: unknown) => {
        if (!this.#closed) this.parts.logger.warn({ err: error }, 'a new index could not be opened; it is tried again');
      })
      .finally(() => (this.#switching = undefined));
  }

  async #goOver(): Promise<void> {
    const active = await this.parts.database.generations.active();
    if (active === undefined || active.name === this.collection || active.encoder !== this.parts.identity.encoderNumber)
      return;
    const next = await follow(this.parts, await this.choice.open(active.name), () => this.outgrown());
    try {
      await next.follower.catchUp(undefined, this.#closing.signal);
    } catch (error) {
      await release(next);
      throw error;
    }
    const old = this.active;
    this.active = next;
    this.parts.logger.info(
      { collection: next.index.name },
      'another server has built the index anew: this one searches it now',
    );
    await this.#readers.finished(old.index);
    await release(old);
  }

  async #replaceBy(type: IndexType, { onProgress, signal }: ReindexProgress): Promise<void> {
    const { engine, database, logger } = this.parts;
    const stop = signal ? AbortSignal.any([signal, this.#closing.signal]) : this.#closing.signal;
    const { collection } = await this.choice.next(this.collection, type);
    let next = await fill(this.parts, collection, () => this.outgrown());
    const old = this.active;
    try {
      await next.follower.catchUp(onProgress, stop);
      await next.index.optimise({ unread: true });
      await next.follower.catchUp(onProgress, stop);
      await next.follower.persist();
      if (this.parts.answers?.() ?? true) await database.generations.activate(next.index.name);
      if (database.signals !== undefined) {
        // It has been filled by this server alone; from now on it is followed by all.
        await next.follower.close();
        next = await follow(this.parts, collection, () => this.outgrown());
        await next.follower.catchUp(undefined, stop);
      }
    } catch (error) {
      await release(next);
      stop.throwIfAborted();
      throw engineError(error, engine.address);
    }
    this.active = next;
    logger.info({ collection: next.index.name }, 'the vector store has switched to the new collection');
    await this.#readers.finished(old.index);
    await release(old);
    // Others search it until they have gone over.
    if (database.signals !== undefined)
      await pause(STRAGGLERS, undefined, { signal: this.#closing.signal }).catch(() => undefined);
    await engine.drop(old.index.name);
    await database.generations.remove(old.index.name);
  }
}

/** An index of a release that kept no generations in the database is compared once, and followed from now on. */
async function adoptLegacy(
  { database, engine, identity, logger }: IndexFeedParts,
  choice: GenerationChoice,
): Promise<void> {
  const name = await choice.legacy();
  if (name === undefined) return;
  const last = await database.images.lastChange();
  const index = new VectorIndex(engine, await choice.open(name), { logger });
  try {
    const mended = await mendIndex(database.images, index, identity.encoderNumber);
    await index.persist();
    logger.info({ collection: name, mended }, 'the index of an earlier release goes on');
  } finally {
    await index.close();
  }
  const generation = await database.generations.create(name, identity.encoderNumber);
  const { epoch } = await database.generations.fence(generation.name);
  await database.generations.advance(name, epoch, { applied: last, durable: last });
}
