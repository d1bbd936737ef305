import type { Region } from '../encoder/types.js';
import type { PictureSource } from '../collection/picture-source.js';
import type { MetadataFilter, StoredImage } from '../storage/types/index.js';
import type { Asked } from './relevance/quality.js';
import type { RerankOutcome } from '../reranker/types.js';

/** Pictures by their ids, in batches; undefined for those that are not there. A DataLoader is one. */
export interface ImageLoader {
  load(id: string): Promise<StoredImage | undefined>;
  loadMany(ids: readonly string[]): Promise<(StoredImage | undefined | Error)[]>;
}

/** A query picture: any source, a picture of the collection, or the one of an earlier search with its region. */
export type SearchPicture =
  PictureSource | { readonly kind: 'stored'; readonly id: string } | { readonly kind: 'earlier'; readonly id: string };

/** A picture or words, exactly one, that a search leans towards or away from. */
export interface SearchPart {
  readonly image?: SearchPicture;
  readonly text?: string;
  /** Against the query's 1. */
  readonly weight: number;
}

/** Which index is asked while a model is being switched: the one that answers, or the one beside it. */
export type SearchGeneration = 'ACTIVE' | 'BESIDE';

export interface SearchRequest {
  readonly image?: SearchPicture;
  readonly instruction?: string;
  readonly region?: Region;
  readonly limit: number;
  /** That all hits within the window are going to be looked at: then they are found at once, and not the first ones before. */
  readonly wholeWindow?: boolean;
  readonly filter?: MetadataFilter;
  readonly minScore?: number;
  readonly like?: readonly SearchPart[];
  readonly unlike?: readonly SearchPart[];
  /** Ids of pictures that are no hits. */
  readonly exclude?: readonly string[];
  /** Whether the stored picture with the query's own bytes may be a hit; left out: it is none. */
  readonly includeQueryImage?: boolean;
  /** A metadata key: of the pictures that share a value of it, only the best is a hit. */
  readonly distinct?: string;
  /** Left out: the one that answers. */
  readonly generation?: SearchGeneration;
}

export interface SearchHit {
  /** From 1. */
  readonly rank: number;
  /** Cosine similarity, -1 to 1. */
  readonly score: number;
  readonly image: StoredImage;
  /** With `distinct`: further pictures that share this one's value; else 0. */
  readonly others: number;
  /** The question that found it. */
  readonly asked: Asked;
}

export interface RankingOptions {
  readonly candidates: number;
  readonly includeMetadata?: readonly string[];
  readonly model?: string;
  /** Only a ranking that is kept already. */
  readonly cachedOnly?: boolean;
}

export interface RankedSearchHit {
  /** From 1. */
  readonly position: number;
  /** Number on the contact sheet, from 0. */
  readonly index: number;
  readonly hit: SearchHit;
  readonly reason: string | null;
}

/** A ranking with the hits that it ranks. */
export interface SearchRanking extends Omit<RerankOutcome, 'ranking'> {
  readonly best: RankedSearchHit;
  readonly ranking: readonly RankedSearchHit[];
}
