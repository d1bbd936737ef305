import type { EncodeTimings, Region } from '../encoder/types.js';
import type { MetadataFilter, SearchPicture } from '../storage/types/index.js';
import type { VectorHit } from '../storage/vectors/types.js';
import type { Warning } from './warnings/warning.js';

/** A picture that a search was asked with. */
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

/** What a search leans towards or away from: a picture or words. */
export interface SearchedPart {
  readonly image: QueryPicture | null;
  readonly text: string | null;
  /** Against the query's 1. */
  readonly weight: number;
}

/** What was asked. */
export interface SearchedFor {
  readonly image: QueryPicture | null;
  readonly instruction: string | null;
  readonly region: Region | null;
  readonly filter: MetadataFilter | null;
  readonly minScore: number | null;
  readonly like: readonly SearchedPart[];
  readonly unlike: readonly SearchedPart[];
  /** Ids of pictures that are no hits. */
  readonly exclude: readonly string[];
  readonly includeQueryImage: boolean;
  /** Metadata key of which each value is one hit. */
  readonly distinct: string | null;
  /** Hits on a page where a client names no number. */
  readonly limit: number;
}

/** Milliseconds by stage. */
export interface SearchTimings extends EncodeTimings {
  readonly vectorSearch: number;
  readonly total: number;
}

/** A picture that is kept with a search, as it was sent. Nothing here holds its bytes: one request may ask with many large ones. */
export type PictureToKeep = { readonly sha256: string } & (
  | {
      /** Reads it and hands it to `use`. Asked only where no other search has kept the same picture. */
      readonly read: <T>(use: (bytes: Uint8Array) => Promise<T>) => Promise<T>;
    }
  // Its object, put already.
  | { readonly placed: SearchPicture }
);

export interface NewSearch {
  readonly query: SearchedFor;
  /** The query picture; null where there is none, or it is a stored one. */
  readonly picture: PictureToKeep | null;
  /** Of `like` and `unlike`, those that are not stored. */
  readonly parts: readonly PictureToKeep[];
  /** `Float32Array [dimension]`, length 1. */
  readonly embedding: Float32Array;
  /** Best first, as deep as somebody has looked. */
  readonly hits: readonly VectorHit[];
  /** With `distinct`: for each hit, how many further pictures share its value. */
  readonly others?: readonly number[] | undefined;
  /** Whether there are no further ones. */
  readonly complete: boolean;
  /** Number of the encoder whose index it was asked; left out by a release that knew one only. */
  readonly generation?: number;
  readonly timings: SearchTimings;
  readonly warnings: readonly Warning[];
}

/** A search that can be opened again by its id. */
export interface SavedSearch extends Omit<NewSearch, 'picture' | 'parts'> {
  /** Begins with the time, ends in 128 random bits: whoever was given it may open it, nobody can guess it. */
  readonly id: string;
  /** ISO 8601. */
  readonly createdAt: string;
  /** ISO 8601. */
  readonly expiresAt: string;
}
