import type { JsonObject } from '../../../lib/json.js';

/** The query picture of a search, as it was sent: an object that searches with the same picture share. */
export interface SearchPicture {
  /** SHA-256 of the bytes, hexadecimal. */
  readonly sha256: string;
  /** Key of the object: `queries/<sha256>/<search id>`, of the search that put it, or an id of its own where it was put before. */
  readonly key: string;
  readonly bytes: number;
  /** Given to `save` only: the object was put for this search before its id was known, and no other one has it. */
  readonly placed?: boolean;
}

export interface StoredHit {
  readonly id: string;
  readonly score: number;
}

export interface SearchToSave {
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  /** Milliseconds since 1970: from then on it is not found any more. */
  readonly expiresAt: number;
  /** What was asked, timings and so on: the database does not look into it. */
  readonly content: JsonObject;
  readonly picture: SearchPicture | null;
  /** Further pictures that it was asked with (`like`, `unlike`), each once and none that is `picture`; kept in the same way. */
  readonly parts: readonly SearchPicture[];
  /** `Float32Array [dimension]`, length 1. */
  readonly embedding: Float32Array;
  /** Best first. */
  readonly hits: readonly StoredHit[];
}

/** What a removal leaves to do: objects that no search refers to any more. */
export interface SearchRemoval {
  readonly count: number;
  readonly objects: readonly string[];
}

/** Earlier searches. All methods throw LeopardError STORAGE_UNAVAILABLE where the database cannot do it. */
export interface Searches {
  /** The shared object of a query picture, where some search has it. */
  picture(sha256: string): Promise<SearchPicture | undefined>;
  /**
   * Keeps a search. The objects of its pictures were put before, or are such as `picture` gave.
   * @returns `picture gone` where one of those was removed meanwhile, and nothing was kept: put them under keys of their own, then save again
   */
  save(search: SearchToSave): Promise<'saved' | 'picture gone'>;
  /** Replaces content and hits. @returns whether the search was there */
  extend(search: Pick<SearchToSave, 'id' | 'content' | 'hits'>): Promise<boolean>;
  /** Undefined for one that was erased, never was, or had expired at `now` (milliseconds since 1970). */
  get(id: string, now: number): Promise<SearchToSave | undefined>;
  /** Removes searches; nothing of them is left in the database's files. Works on a full disk. */
  erase(ids: readonly string[] | 'all'): Promise<SearchRemoval>;
  /**
   * Removes what has expired at `now`, and where all together, pictures included, are larger than `bytes`, the oldest until they are
   * a fiftieth smaller: a full history need not be trimmed with every search.
   */
  trim(now: number, bytes: number): Promise<SearchRemoval>;
  /** Those with an id behind `after`, in the order of the ids, expired ones too. */
  list(after: string | undefined, first: number): Promise<SearchToSave[]>;
  usage(): Promise<{ readonly count: number; readonly bytes: number }>;
  /** Which of these objects some search refers to: for the sweep of those that nobody does. */
  referred(objects: readonly string[]): Promise<string[]>;
}
