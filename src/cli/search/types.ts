import type { JsonObject } from '../../lib/json.js';
import type { MatchQuality } from '../../services/search/relevance/quality.js';
import type { SearchGeneration } from '../../services/search/types.js';
import type { MetadataFilter } from '../../services/storage/types/index.js';

/** A query picture as it is named on the command line. */
export type QueryPictureArgument =
  | { readonly kind: 'file'; readonly path: string; readonly bytes: Buffer<ArrayBuffer> }
  | { readonly kind: 'url'; readonly url: string }
  | { readonly kind: 'stored'; readonly id: string };

/** A picture or words that a search leans towards or away from. */
export type PartArgument = ({ readonly image: QueryPictureArgument } | { readonly text: string }) & {
  readonly weight: number;
};

export interface SearchQuestion {
  readonly image?: QueryPictureArgument | undefined;
  readonly instruction?: string | undefined;
  readonly limit: number;
  readonly filter?: MetadataFilter | undefined;
  readonly minScore?: number | undefined;
  readonly like?: readonly PartArgument[] | undefined;
  readonly unlike?: readonly PartArgument[] | undefined;
  /** Ids of pictures that are no hits. */
  readonly exclude?: readonly string[] | undefined;
  /** Metadata key of which each value is one hit. */
  readonly distinct?: string | undefined;
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
  /** Null where nothing can be said about it. */
  readonly match: MatchQuality | null;
  /** Further pictures that share the value of `distinct`. */
  readonly others: number;
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
  /** What whoever asked should know. */
  readonly warnings: readonly string[];
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
