import type { EncodeTimings, Region } from '../encoder/types.js';
import type { MetadataFilter } from './images.js';
import type { VectorHit } from './vectors/types.js';

/** The picture that a search began with. */
export interface QueryPicture {
  /** SHA-256 of the bytes as the client sent them, hexadecimal: the key of the encoder's cache. */
  readonly id: string;
  /** Whether it is a picture of the image store, whose bytes are not kept a second time. */
  readonly stored: boolean;
  /** Of the bytes that are kept. */
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
  /** Bytes of a query picture that is not stored, in a size worth keeping; null for other searches. */
  readonly picture: Uint8Array | null;
  /** `Float32Array [dimension]`, length 1. */
  readonly embedding: Float32Array;
  /** Best first, as deep as somebody has looked. */
  readonly hits: readonly VectorHit[];
  /** Whether there are no further ones. */
  readonly complete: boolean;
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

/**
 * Earlier searches, so that other pages, a ranking or a shared link need nothing encoded again. Keeps what users asked
 * (pictures, instructions) for a declared time and within a declared number of bytes, and forgets it when told to.
 */
export interface SearchHistory {
  readonly count: number;
  /** Disk space in use. */
  readonly bytes: number;
  /** Survives the death of the process when it resolves. @throws LeopardError STORAGE_UNAVAILABLE */
  save(search: NewSearch): Promise<SavedSearch>;
  /** Keeps more hits of a search; as durable. One that was forgotten meanwhile stays so. @throws LeopardError STORAGE_UNAVAILABLE */
  extend(search: SavedSearch): Promise<void>;
  /** Undefined for a search that has expired, was erased or never was. */
  get(id: string): Promise<SavedSearch | undefined>;
  /** Bytes of the query picture; undefined where the search has none of its own. */
  picture(id: string): Promise<Uint8Array | undefined>;
  /** Forgets one search and its picture, durably. @returns whether it was there */
  erase(id: string): Promise<boolean>;
  /** Forgets all. @returns how many there were */
  eraseAll(): Promise<number>;
  /** Removes what has expired; happens by itself too. @returns how many there were */
  sweep(): Promise<number>;
  close(): Promise<void>;
}
