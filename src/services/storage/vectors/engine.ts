import type { FilterExpression } from './filter.js';
import type { IndexedMetadata } from './digests.js';
import type { CollectionProperties, FoundCollection, IndexType } from './identity.js';
import type { VectorStoreKind } from './types.js';

/** One row of an index. */
export interface IndexRow extends IndexedMetadata {
  readonly id: string;
  /** `Float32Array [dimension]`. */
  readonly embedding: Float32Array;
}

/** A hit before it is scored again. */
export interface Candidate {
  readonly id: string;
  /** The stored embedding, to the bit. */
  readonly embedding: Float32Array;
}

export interface CandidateQuery {
  readonly embedding: Float32Array;
  readonly limit: number;
  readonly filter: FilterExpression | undefined;
  /** Compare with every row, whatever index there is. */
  readonly exact: boolean;
  /** Whether all that was written is old; left out, this process alone writes and knows it. */
  readonly settled?: boolean | undefined;
}

export interface MaintainOptions {
  /** Whatever it costs. */
  readonly always?: boolean;
  /** Nobody searches the collection. */
  readonly unread?: boolean;
}

/**
 * One collection of one engine. Methods throw whatever the engine throws; the store above turns that into coded errors,
 * calls `upsert`, `delete` and `maintain` one at a time, and never sends an empty or repeated list.
 */
export interface Collection {
  readonly name: string;
  readonly properties: CollectionProperties;
  upsert(rows: readonly IndexRow[]): Promise<void>;
  delete(ids: readonly string[]): Promise<void>;
  /** The nearest rows by cosine, in any order. */
  search(query: CandidateQuery): Promise<Candidate[]>;
  count(): Promise<number>;
  /** Pages of what is there, in any order. */
  revisions(): AsyncIterable<readonly { readonly id: string; readonly revision: string }[]>;
  /**
   * Compaction and clean-up after writes, where they are worth their cost; runs between writes.
   * @returns `later` where something is left until those who search now have finished
   */
  maintain(options: MaintainOptions): Promise<'done' | 'later'>;
  /** When it resolves, what was written before survives a power cut. Runs beside writes and searches. */
  persist(): Promise<void>;
  /** Builds or completes the approximate index where the collection has outgrown exact search; runs beside writes and searches. */
  buildIndex(): Promise<'done' | 'needs-new-collection'>;
  close(): Promise<void>;
}

/** When an engine searches how. */
export interface Indexing {
  /** Index type of a collection that is made now. */
  readonly first: IndexType;
  /** Rows from which a collection has outgrown exact search; Infinity for never. */
  readonly rows: number;
}

/** A vector database, seen as collections. Which of them answers is written in the deployment's database. */
export interface VectorEngine {
  readonly kind: VectorStoreKind;
  /** Where it is, as the operator wrote it. */
  readonly address: string;
  readonly indexing: Indexing;
  collections(): Promise<FoundCollection[]>;
  create(name: string, properties: CollectionProperties): Promise<Collection>;
  open(name: string): Promise<Collection>;
  /** Only ever called for a superseded generation of our own. */
  drop(name: string): Promise<void>;
  /** The generation of a base name that answered in releases that kept this beside the vectors. */
  legacyActive(base: string): Promise<string | undefined>;
  healthy(): Promise<boolean>;
  close(): Promise<void>;
}
