import type { JsonObject } from '../../../lib/json.js';
import type { MetadataFilter } from '../types/index.js';

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

/** `revision` is `revisionOf(metadata)` of what was indexed. */
export interface IndexedRevision {
  readonly id: string;
  readonly revision: string;
}

/** What a search needs of the index that answers. Methods throw LeopardError VECTOR_STORE_UNAVAILABLE where it does not. */
export interface VectorStore {
  readonly kind: VectorStoreKind;
  /** Name of the collection that answers. */
  readonly collection: string;
  /** Best first, ties by id. One list of hits for each query, in order. */
  search(queries: readonly VectorQuery[]): Promise<VectorHit[][]>;
  count(): Promise<number>;
  /** Resolves to false, never rejects, where the engine does not answer. */
  healthy(): Promise<boolean>;
}
