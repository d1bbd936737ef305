import type { EncodeTimings, Region } from '../encoder/types.js';
import type { MetadataFilter } from '../storage/types/index.js';
import type { VectorHit } from '../storage/vectors/types.js';

/** The picture that a search began with. */
export interface QueryPicture {
  /** SHA-256 of the bytes as the client sent them, hexadecimal: the key of the encoder's cache. */
  readonly id: string;
  /** Whether it is a picture of the collection, whose bytes are not kept a second time. */
  readonly stored: boolean;
  readonly mimeType: string;
  /** Pixels, upright, as the client sent it. */
  readonly width: number;
  readonly height: number;
}

/** What was asked. */
export interface SearchedFor {
  readonly image: QueryPicture | null;
  readonly instruction: string | null;
  readonly region: Region | null;
  readonly filter: MetadataFilter | null;
  readonly minScore: number | null;
  /** Hits on a page where a client names no number. */
  readonly limit: number;
}

/** Milliseconds by stage. */
export interface SearchTimings extends EncodeTimings {
  readonly vectorSearch: number;
  readonly total: number;
}

export interface NewSearch {
  readonly query: SearchedFor;
  /** Bytes of a query picture that is not stored, as they were sent; null for other searches. */
  readonly picture: Uint8Array | null;
  /** `Float32Array [dimension]`, length 1. */
  readonly embedding: Float32Array;
  /** Best first, as deep as somebody has looked. */
  readonly hits: readonly VectorHit[];
  /** Whether there are no further ones. */
  readonly complete: boolean;
  /** Number of the encoder whose index it was asked; left out by a release that knew one only. */
  readonly generation?: number;
  readonly timings: SearchTimings;
}

/** A search that can be opened again by its id. */
export interface SavedSearch extends Omit<NewSearch, 'picture'> {
  /** Begins with the time, ends in 128 random bits: whoever was given it may open it, nobody can guess it. */
  readonly id: string;
  /** ISO 8601. */
  readonly createdAt: string;
  /** ISO 8601. */
  readonly expiresAt: string;
}
