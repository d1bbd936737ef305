import type { JsonObject } from '../../lib/json.js';
import type { SearchGeneration } from '../../services/search/types.js';
import type { MetadataFilter } from '../../services/storage/types/index.js';

/** A query picture as it is named on the command line. */
export type QueryPictureArgument =
  | { readonly kind: 'file'; readonly path: string; readonly bytes: Buffer<ArrayBuffer> }
  | { readonly kind: 'url'; readonly url: string }
  | { readonly kind: 'stored'; readonly id: string };

export interface SearchQuestion {
  readonly image?: QueryPictureArgument | undefined;
  readonly instruction?: string | undefined;
  readonly limit: number;
  readonly filter?: MetadataFilter | undefined;
  readonly minScore?: number | undefined;
  readonly generation?: SearchGeneration | undefined;
}

export interface FoundHit {
  /** From 1. */
  readonly rank: number;
  /** Cosine similarity, -1 to 1. */
  readonly score: number;
  readonly id: string;
  readonly fileName: string | null;
  readonly metadata: JsonObject;
  /** Address of the original, or its path where no server runs. */
  readonly location: string;
}

export interface RankQuestion {
  readonly candidates: number;
  readonly includeMetadata?: readonly string[] | undefined;
  readonly model?: string | undefined;
}

export interface FoundRanking {
  /** Best first. `index`: the number on the contact sheet. */
  readonly ranking: readonly {
    readonly position: number;
    readonly index: number;
    readonly hit: FoundHit;
    readonly reason: string | null;
  }[];
  readonly explanation: string;
  readonly model: string;
  readonly usage: { readonly totalTokens: number; readonly estimatedCost: number | null };
  readonly cached: boolean;
  readonly repaired: boolean;
  /** PNG. */
  readonly sheet: () => Promise<Uint8Array>;
}

export interface FoundSearch {
  readonly id: string;
  readonly hits: readonly FoundHit[];
  /** Null where there is no hit. @throws LeopardError, SetupError with the code of the API */
  readonly rank: (question: RankQuestion) => Promise<FoundRanking | null>;
}

/** Where a search is asked: a running server, or the data folder itself. */
export interface SearchTarget {
  /** @throws LeopardError, SetupError with the code of the API */
  search(question: SearchQuestion): Promise<FoundSearch>;
  close(): Promise<void>;
}
