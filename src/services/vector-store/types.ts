import type { JsonObject, MetadataFilter } from '../images/types.js';

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
}

export interface VectorHit {
  readonly id: string;
  /** Cosine similarity, -1 to 1. */
  readonly score: number;
}

/** An index over the image store that can be rebuilt from it. All methods throw LeopardError VECTOR_STORE_UNAVAILABLE when the engine cannot be reached. */
export interface VectorStore {
  readonly kind: 'lancedb' | 'milvus-lite' | 'milvus';
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
  /** Resolves to false, never rejects, where the engine does not answer. */
  healthy(): Promise<boolean>;
  close(): Promise<void>;
}
