import type { Logger } from 'pino';
import { LeopardError } from '../../../lib/errors.js';
import { indexMetadata } from './digests.js';
import type { Collection, IndexRow, VectorEngine } from './engine.js';
import { compileFilter } from './filter.js';
import type { Generations } from './generations.js';
import type { IndexType } from './identity.js';
import { Maintenance } from './maintenance.js';
import { Readers } from './readers.js';
import { Rebuild } from './rebuild.js';
import { MOST_CANDIDATES, nearest } from './rescoring.js';
import type {
  IndexedRevision,
  RebuildOptions,
  VectorHit,
  VectorQuery,
  VectorRecord,
  VectorStore,
  VectorStoreKind,
} from './types.js';
import { engineError } from './unavailable.js';
import { WriteQueue } from './write-queue.js';

/** A vector store on any engine: what all of them share is here, so that they cannot differ in it. */
export class IndexedVectorStore implements VectorStore {
  readonly #writes: WriteQueue;
  readonly #maintenance: Maintenance;
  readonly #readers = new Readers();
  #rebuild: Rebuild | undefined;
  #rebuilding: Promise<void> | undefined;
  #indexing: Promise<void> | undefined;
  #closing: Promise<void> | undefined;

  constructor(
    private readonly engine: VectorEngine,
    private readonly generations: Generations,
    private active: Collection,
    private readonly logger: Logger | undefined,
  ) {
    this.#writes = new WriteQueue({
      upsert: (rows) => this.#apply('upsert', rows),
      delete: (ids) => this.#apply('delete', ids),
    });
    this.#maintenance = new Maintenance({
      maintain: () => this.#writes.exclusive(() => this.active.maintain()),
      buildIndex: () => this.#buildIndex(),
      failed: (error) => logger?.warn({ err: error }, 'maintenance of the vector store failed; it is tried again'),
    });
    this.#maintenance.schedule();
  }

  get kind(): VectorStoreKind {
    return this.engine.kind;
  }

  get collection(): string {
    return this.active.name;
  }

  async upsert(records: readonly VectorRecord[]): Promise<void> {
    if (records.length === 0) return;
    const rows = records.map((record) => this.#row(record));
    await this.#guard(() => this.#writes.upsert(rows));
  }

  async delete(ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    await this.#guard(() => this.#writes.delete(ids));
  }

  search(queries: readonly VectorQuery[]): Promise<VectorHit[][]> {
    return Promise.all(queries.map((query) => this.#search(query)));
  }

  count(): Promise<number> {
    return this.#guard(() => this.#readers.read(this.active, (collection) => collection.count()));
  }

  async *ids(): AsyncIterable<string> {
    for await (const { id } of this.revisions()) yield id;
  }

  async *revisions(): AsyncIterable<IndexedRevision> {
    try {
      yield* this.#readers.iterate(this.active, this.active.revisions());
    } catch (error) {
      throw engineError(error, this.engine.address);
    }
  }

  rebuild(entries: AsyncIterable<VectorRecord>, options: RebuildOptions = {}): Promise<void> {
    // What has outgrown exact search once is not made to do it again.
    const { first, rows } = this.engine.indexing;
    const index = rows === Infinity ? first : first === 'approximate' ? first : this.active.properties.index;
    return this.#replaceBy(
      index,
      rowsOf(entries, (record) => this.#row(record)),
      options,
    );
  }

  async optimise(): Promise<void> {
    await this.#guard(async () => {
      await this.#writes.exclusive(() => this.active.maintain());
      await this.#buildIndex();
    });
  }

  async healthy(): Promise<boolean> {
    return this.#closing === undefined && this.engine.healthy().catch(() => false);
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#rebuild?.abandon();
    await this.#rebuilding?.catch(() => undefined);
    await this.#maintenance.close();
    await this.#writes.exclusive(async () => {});
    await this.active.close();
    await this.engine.close();
  }

  async #search({ embedding, limit, filter, signal, exact = false }: VectorQuery): Promise<VectorHit[]> {
    this.#checkDimension(embedding);
    if (!Number.isInteger(limit) || limit < 1 || limit > MOST_CANDIDATES)
      throw new LeopardError('BAD_USER_INPUT', `The limit of a search is a whole number from 1 to ${MOST_CANDIDATES}.`);
    const compiled = compileFilter(filter);
    if (compiled === 'nothing') return [];
    const query = { embedding, limit, filter: compiled === 'everything' ? undefined : compiled, exact };
    const search = (collection: Collection) => nearest(collection, query, signal);
    return this.#guard(() => this.#readers.read(this.active, search), signal);
  }

  #row({ id, embedding, metadata }: VectorRecord): IndexRow {
    this.#checkDimension(embedding);
    return { id, embedding, ...indexMetadata(metadata) };
  }

  #checkDimension(embedding: Float32Array): void {
    const { dimension } = this.active.properties;
    if (embedding.length !== dimension)
      throw new Error(`An embedding of ${embedding.length} components met an index of ${dimension}.`);
    // NaN would be stored, and would be the answer to nothing; a vector of no length has no cosine.
    const size = embedding.reduce((sum, component) => sum + component * component, 0);
    if (!(size > 0 && Number.isFinite(size))) throw new Error('An embedding has no length, or is not finite.');
  }

  async #apply<K extends 'upsert' | 'delete'>(kind: K, items: Parameters<Collection[K]>[0]): Promise<void> {
    const write = (collection: Collection) =>
      kind === 'upsert'
        ? collection.upsert(items as readonly IndexRow[])
        : collection.delete(items as readonly string[]);
    await write(this.active);
    this.#maintenance.wrote(items.length);
    await this.#rebuild?.mirror(
      kind === 'upsert' ? (items as readonly IndexRow[]).map(({ id }) => id) : (items as readonly string[]),
      write,
    );
  }

  #buildIndex(): Promise<void> {
    this.#indexing ??= this.#buildIndexOnce().finally(() => (this.#indexing = undefined));
    return this.#indexing;
  }

  async #buildIndexOnce(): Promise<void> {
    if (this.#rebuilding || (await this.active.buildIndex()) === 'done') return;
    this.logger?.info({ collection: this.active.name }, 'the collection has outgrown exact search: building an index');
    await this.#replaceBy('approximate', this.active.rows(), {});
  }

  /** One rebuild at a time; see Rebuild. */
  async #replaceBy(
    index: IndexType,
    pages: AsyncIterable<readonly IndexRow[]>,
    options: RebuildOptions,
  ): Promise<void> {
    await this.#rebuilding?.catch(() => undefined);
    this.#rebuilding = this.#guard(async () => {
      const next = await this.generations.openNext(this.active.name, index);
      const old = this.active;
      const rebuild = new Rebuild(next, this.#writes, options);
      this.#rebuild = rebuild;
      try {
        await rebuild.fill(pages);
        await this.#writes.exclusive(async () => {
          rebuild.check();
          await this.generations.activate(next.name);
          this.active = next;
        });
      } finally {
        this.#rebuild = undefined;
      }
      this.logger?.info({ collection: next.name }, 'the vector store has switched to the new collection');
      await this.#readers.finished(old);
      await old.close();
      await this.generations.dropSuperseded(next.name);
    }, options.signal).finally(() => (this.#rebuilding = undefined));
    return this.#rebuilding;
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

/** Records, some at a time, as rows. */
async function* rowsOf(
  entries: AsyncIterable<VectorRecord>,
  toRow: (record: VectorRecord) => IndexRow,
): AsyncIterable<readonly IndexRow[]> {
  let page: IndexRow[] = [];
  for await (const entry of entries) {
    page.push(toRow(entry));
    if (page.length === 500) {
      yield page;
      page = [];
    }
  }
  if (page.length > 0) yield page;
}
