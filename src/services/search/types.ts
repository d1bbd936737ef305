import type { Region } from '../encoder/types.js';
import type { PictureSource } from '../collection/picture-source.js';
import type { MetadataFilter, StoredImage } from '../storage/types/index.js';
import type { RerankOutcome } from '../reranker/types.js';

/** Pictures by their ids, in batches; undefined for those that are not there. A DataLoader is one. */
export interface ImageLoader {
  load(id: string): Promise<StoredImage | undefined>;
  loadMany(ids: readonly string[]): Promise<(StoredImage | undefined | Error)[]>;
}

/** A query picture: any source, or a picture of the collection. */
export type SearchPicture = PictureSource | { readonly kind: 'stored'; readonly id: string };

/** Which index is asked while a model is being switched: the one that answers, or the one beside it. */
export type SearchGeneration = 'ACTIVE' | 'BESIDE';

export interface SearchRequest {
  readonly image?: SearchPicture;
  readonly instruction?: string;
  readonly region?: Region;
  readonly limit: number;
  readonly filter?: MetadataFilter;
  readonly minScore?: number;
  /** Left out: the one that answers. */
  readonly generation?: SearchGeneration;
}

export interface SearchHit {
  /** From 1. */
  readonly rank: number;
  /** Cosine similarity, -1 to 1. */
  readonly score: number;
  readonly image: StoredImage;
}

export interface RankingOptions {
  readonly candidates: number;
  readonly includeMetadata?: readonly string[];
  readonly model?: string;
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
