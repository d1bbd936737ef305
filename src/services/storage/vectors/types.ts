import type { JsonObject, MetadataFilter } from '../images.js';

export type VectorStoreKind = 'lancedb' | 'milvus-lite' | 'milvus';

export interface VectorRecord {
  /** Id of the picture: SHA-256, hexadecimal. */
  readonly id: string;
  /** `Float32Array [dimension]`, length 1. */
  readonly embedding: Float32Array;
  readonly metadata: JsonObject;
}

export interface VectorQuery {
  readonly embedding: Float32Array;
  readonly limit: number;
  readonly filter?: MetadataFilter;
  readonly signal?: AbortSignal;
  /** Compare with every vector, whatever index there is: slow, for measurements. */
  readonly exact?: boolean;
}

export interface VectorHit {
  readonly id: string;
  /** Cosine similarity, -1 to 1. */
  readonly score: number;
}

/** What a catch-up compares: `revision` is `revisionOf(metadata)` of what was indexed. */
export interface IndexedRevision {
  readonly id: string;
  readonly revision: string;
}

export interface RebuildOptions {
  /** Called as records arrive; `done` counts from 0. */
  readonly onProgress?: (done: number) => void;
  readonly signal?: AbortSignal;
}

/** An index over the image store that can be rebuilt from it. All methods throw LeopardError VECTOR_STORE_UNAVAILABLE when the engine cannot be reached. */
export interface VectorStore {
  readonly kind: VectorStoreKind;
  readonly collection: string;
  /** Idempotent; durable against a killed process when it resolves. */
  upsert(records: readonly VectorRecord[]): Promise<void>;
  /** Ids that are not there are no error. */
  delete(ids: readonly string[]): Promise<void>;
  /** Best first, ties by id. One list of hits for each query, in order. */
  search(queries: readonly VectorQuery[]): Promise<VectorHit[][]>;
  count(): Promise<number>;
  /** Every id, in any order, for consistency checks. */
  ids(): AsyncIterable<string>;
  /** Every id with the revision of its metadata, in any order. */
  revisions(): AsyncIterable<IndexedRevision>;
  /**
   * Builds a new collection from every picture there is and switches to it in place. Searches are answered by the old one until then,
   * and writes go to both. One that was interrupted is continued.
   */
  rebuild(entries: AsyncIterable<VectorRecord>, options?: RebuildOptions): Promise<void>;
  /** Compaction, flush and index building, which otherwise happen in the background: resolves when they are done. */
  optimise(): Promise<void>;
  /** Resolves to false, never rejects, where the engine does not answer. */
  healthy(): Promise<boolean>;
  close(): Promise<void>;
}
