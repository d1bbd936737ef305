import { setTimeout as pause } from 'node:timers/promises';
import { ConsistencyLevelEnum } from '@zilliz/milvus2-sdk-node';
import type { SyncedTree } from '../../../../lib/synced-tree.js';
import type { Candidate, CandidateQuery, Collection, IndexRow } from '../engine.js';
import type { CollectionProperties } from '../identity.js';
import type { IndexedRevision } from '../types.js';
import type { MilvusConnection } from './connection.js';
import { milvusFilter } from './filter.js';
import { rowBytes, toRow } from './schema.js';

/** Largest request, in bytes; servers take 64 MiB at least, but answer others meanwhile only if requests are small. */
const REQUEST_BYTES = 8 * 1024 ** 2;
/** The most rows that Milvus gives in one answer. */
const MOST_ROWS = 16_384;
/** Candidates that HNSW keeps while it walks, at least; recall measured by `npm run bench:stores`. */
const LEAST_EF = 256;
const MOST_EF = 32_768;
/** After this time without a write, in milliseconds, a search need not wait for the server's clock to pass the last one. */
const SETTLED = 10_000;
/** Time between questions whether rows are flushed, in milliseconds. */
const FLUSH_POLL = 100;

/** A Milvus collection: FLAT while exact search is fast enough, HNSW in a new collection after that. */
export class MilvusCollection implements Collection {
  #lastWrite = performance.now();

  constructor(
    private readonly connection: MilvusConnection,
    readonly name: string,
    readonly properties: CollectionProperties,
    /** Rows from which the collection has outgrown exact search. */
    private readonly indexFrom: number,
    /** Of a server that writes without fsync; undefined where it sees to its own disk. */
    private readonly files: SyncedTree | undefined,
  ) {}

  async upsert(rows: readonly IndexRow[]): Promise<void> {
    for (const part of bySize(rows)) {
      await this.connection.call((client) => client.upsert({ collection_name: this.name, data: part.map(toRow) }));
      this.#lastWrite = performance.now();
    }
  }

  async delete(ids: readonly string[]): Promise<void> {
    await this.connection.callLoaded(this.name, (client) =>
      client.delete({ collection_name: this.name, ids: [...ids] }),
    );
    this.#lastWrite = performance.now();
  }

  async search({ embedding, limit, filter, settled }: CandidateQuery): Promise<Candidate[]> {
    const ef = Math.min(MOST_EF, Math.max(LEAST_EF, 2 * limit));
    const answer = await this.connection.callLoaded(this.name, (client) =>
      client.search({
        collection_name: this.name,
        anns_field: 'vector',
        data: Array.from(embedding),
        limit,
        output_fields: ['id', 'vector'],
        metric_type: 'COSINE',
        consistency_level: this.#consistency(settled),
        ...(filter ? { filter: milvusFilter(filter) } : {}),
        params: this.properties.index === 'exact' ? {} : { ef },
      }),
    );
    return answer.results.map((row) => ({
      id: String(row['id']),
      embedding: Float32Array.from(row['vector'] as number[]),
    }));
  }

  /** Whoever is the only writer knows when a weaker level sees everything; of several, the database knows it. */
  #consistency(settled = performance.now() - this.#lastWrite >= SETTLED): ConsistencyLevelEnum {
    return settled ? ConsistencyLevelEnum.Bounded : ConsistencyLevelEnum.Strong;
  }

  async count(): Promise<number> {
    const answer = await this.connection.callLoaded(this.name, (client) =>
      client.query({
        collection_name: this.name,
        filter: '',
        output_fields: ['count(*)'],
        consistency_level: ConsistencyLevelEnum.Strong,
      }),
    );
    return Number(answer.data[0]?.['count(*)'] ?? 0);
  }

  async *revisions(): AsyncIterable<readonly IndexedRevision[]> {
    for await (const page of this.#pages(['id', 'revision']))
      yield page.map((row) => ({ id: String(row['id']), revision: String(row['revision']) }));
  }

  /**
   * Everything, by the first digits of the ids (SHA-256: evenly spread). Milvus refuses offsets beyond 16,384, and Milvus Lite does
   * not answer in the order of the keys, so only an answer with room left is known to be complete; a full one is asked for in 16 parts.
   */
  async *#pages(fields: string[]): AsyncIterable<Record<string, unknown>[]> {
    const digits = Math.max(0, Math.ceil(Math.log2((2 * (await this.count())) / MOST_ROWS) / 4));
    const waiting = prefixes('', digits);
    for (let prefix = waiting.shift(); prefix !== undefined; prefix = waiting.shift()) {
      const filter = `id >= "${prefix}" and id < "${prefix}g"`;
      const { data } = await this.connection.callLoaded(this.name, (client) =>
        client.query({
          collection_name: this.name,
          filter,
          limit: MOST_ROWS,
          output_fields: fields,
          consistency_level: ConsistencyLevelEnum.Strong,
        }),
      );
      if (data.length < MOST_ROWS) yield data;
      else waiting.unshift(...prefixes(prefix, 1));
    }
  }

  /** Nothing that writes have to wait for: Milvus compacts by itself. */
  async maintain(): Promise<'done'> {
    return 'done';
  }

  async persist(): Promise<void> {
    if (this.files === undefined) return;
    await this.#flush();
    await this.files.sync();
  }

  async buildIndex(): Promise<'done' | 'needs-new-collection'> {
    // Rows that are not flushed are searched without an index (on Milvus Lite: in Python).
    await this.#flush();
    const outgrown = this.properties.index === 'exact' && (await this.count()) >= this.indexFrom;
    // An index cannot be exchanged while a collection answers searches.
    return outgrown ? 'needs-new-collection' : 'done';
  }

  /** The SDK's own `flushSync` takes a refusal for an answer. */
  async #flush(): Promise<void> {
    const answer = await this.connection.call((client) => client.flush({ collection_names: [this.name] }));
    const segments = answer.coll_segIDs as Record<string, { readonly data: number[] }>;
    const segmentIDs = Object.values(segments).flatMap(({ data }) => data);
    const isFlushed = async () =>
      (await this.connection.call((client) => client.getFlushState({ segmentIDs }))).flushed;
    while (!(await isFlushed())) await pause(FLUSH_POLL);
  }

  async close(): Promise<void> {}
}

function* bySize(rows: readonly IndexRow[]): Generator<readonly IndexRow[]> {
  let part: IndexRow[] = [];
  let bytes = 0;
  for (const row of rows) {
    if (part.length > 0 && bytes + rowBytes(row) > REQUEST_BYTES) {
      yield part;
      part = [];
      bytes = 0;
    }
    part.push(row);
    bytes += rowBytes(row);
  }
  if (part.length > 0) yield part;
}

/** All continuations of a hexadecimal prefix by so many digits. */
function prefixes(prefix: string, digits: number): string[] {
  if (digits === 0) return [prefix];
  return Array.from('0123456789abcdef').flatMap((digit) => prefixes(prefix + digit, digits - 1));
}
