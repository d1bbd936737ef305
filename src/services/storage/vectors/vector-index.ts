import type { Logger } from 'pino';
import { LeopardError } from '../../../lib/errors.js';
import { indexMetadata } from './digests.js';
import type { Collection, IndexRow, MaintainOptions, VectorEngine } from './engine.js';
import { compileFilter } from './filter.js';
import type { CollectionProperties } from './identity.js';
import { Maintenance } from './maintenance.js';
import { MOST_CANDIDATES, nearest } from './rescoring.js';
import type { IndexedRevision, VectorHit, VectorQuery, VectorRecord } from './types.js';
import { engineError } from './unavailable.js';
import { WriteQueue } from './write-queue.js';

export interface VectorIndexOptions {
  readonly logger?: Pick<Logger, 'info' | 'warn'> | undefined;
  /** Called where the collection has outgrown exact search and cannot change its index in place. */
  readonly outgrown?: () => void;
}

/**
 * One collection of vectors on any engine: what all of them share is here, so that they cannot differ in it. All methods throw
 * LeopardError VECTOR_STORE_UNAVAILABLE where the engine does not answer, STORAGE_UNAVAILABLE where its disk is full.
 */
export class VectorIndex {
  readonly #writes: WriteQueue;
  readonly #maintenance: Maintenance;
  #indexing: Promise<void> | undefined;
  #closing: Promise<void> | undefined;

  constructor(
    private readonly engine: Pick<VectorEngine, 'address'>,
    private readonly collection: Collection,
    private readonly options: VectorIndexOptions = {},
  ) {
    this.#writes = new WriteQueue({
      upsert: (rows) => this.#wrote(rows.length, collection.upsert(rows)),
      delete: (ids) => this.#wrote(ids.length, collection.delete(ids)),
    });
    this.#maintenance = new Maintenance({
      maintain: () => this.#maintain({}),
      buildIndex: () => this.#buildIndex(),
      failed: (error) =>
        options.logger?.warn({ err: error }, 'maintenance of the vector store failed; it is tried again'),
    });
    this.#maintenance.schedule();
  }

  get name(): string {
    return this.collection.name;
  }

  get properties(): CollectionProperties {
    return this.collection.properties;
  }

  /** Idempotent; durable against a killed process when it resolves. */
  async upsert(records: readonly VectorRecord[]): Promise<void> {
    if (records.length === 0) return;
    const rows = records.map((record) => this.#row(record));
    await this.#guard(() => this.#writes.upsert(rows));
  }

  /** Ids that are not there are no error. */
  async delete(ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    await this.#guard(() => this.#writes.delete(ids));
  }

  /**
   * Best first, ties by id. One list of hits for each query, in order.
   * @param settled whether all that was written is old; left out, this process alone writes and knows it
   */
  search(queries: readonly VectorQuery[], settled?: boolean): Promise<VectorHit[][]> {
    return Promise.all(queries.map((query) => this.#search(query, settled)));
  }

  count(): Promise<number> {
    return this.#guard(() => this.collection.count());
  }

  /** Every id with the revision of its metadata, in any order: for those who compare everything. */
  async *revisions(): AsyncIterable<IndexedRevision> {
    try {
      for await (const page of this.collection.revisions()) yield* page;
    } catch (error) {
      throw engineError(error, this.engine.address);
    }
  }

  /**
   * Runs work that writes much to an index that nobody searches yet: nothing is tidied on the way. Call `optimise` where it has to be
   * quick at once afterwards.
   */
  filling<T>(work: () => Promise<T>): Promise<T> {
    return this.#maintenance.whileFilling(work);
  }

  /** Compaction, flush and index building, which otherwise happen in the background: resolves when they are done. */
  async optimise({ unread = false }: Pick<MaintainOptions, 'unread'> = {}): Promise<void> {
    await this.#guard(async () => {
      await this.#maintain({ always: true, unread });
      await this.#buildIndex();
    });
  }

  /** When it resolves, every write that had resolved before survives a power cut. */
  persist(): Promise<void> {
    return this.#guard(() => this.collection.persist());
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    await this.#maintenance.close();
    await this.#writes.exclusive(async () => {});
    await this.collection.close();
  }

  async #search(
    { embedding, limit, filter, signal, exact = false }: VectorQuery,
    settled: boolean | undefined,
  ): Promise<VectorHit[]> {
    this.#checkDimension(embedding);
    if (!Number.isInteger(limit) || limit < 1 || limit > MOST_CANDIDATES)
      throw new LeopardError('BAD_USER_INPUT', `The limit of a search is a whole number from 1 to ${MOST_CANDIDATES}.`);
    const compiled = compileFilter(filter);
    if (compiled === 'nothing') return [];
    const query = { embedding, limit, filter: compiled === 'everything' ? undefined : compiled, exact, settled };
    return this.#guard(() => nearest(this.collection, query, signal), signal);
  }

  #row({ id, embedding, metadata }: VectorRecord): IndexRow {
    this.#checkDimension(embedding);
    return { id, embedding, ...indexMetadata(metadata) };
  }

  #checkDimension(embedding: Float32Array): void {
    const { dimension } = this.properties;
    if (embedding.length !== dimension)
      throw new Error(`An embedding of ${embedding.length} components met an index of ${dimension}.`);
    // NaN would be stored, and would be the answer to nothing; a vector of no length has no cosine.
    const size = embedding.reduce((sum, component) => sum + component * component, 0);
    if (!(size > 0 && Number.isFinite(size))) throw new Error('An embedding has no length, or is not finite.');
  }

  async #wrote(rows: number, write: Promise<void>): Promise<void> {
    await write;
    this.#maintenance.wrote(rows);
  }

  #maintain(options: MaintainOptions): Promise<void> {
    return this.#writes.exclusive(async () => {
      if ((await this.collection.maintain(options)) === 'later') this.#maintenance.scheduleLater();
    });
  }

  #buildIndex(): Promise<void> {
    this.#indexing ??= this.#buildIndexOnce().finally(() => (this.#indexing = undefined));
    return this.#indexing;
  }

  async #buildIndexOnce(): Promise<void> {
    if ((await this.collection.buildIndex()) === 'needs-new-collection') this.options.outgrown?.();
  }

  async #guard<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    try {
      return await work();
    } catch (error) {
      signal?.throwIfAborted();
      throw engineError(error, this.engine.address);
    }
  }
}
