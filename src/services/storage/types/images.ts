import type { JsonObject } from '../../../lib/json.js';
import type { MetadataFieldSummary, MetadataFilter } from './metadata.js';

/** From the put of a picture's object to that of its record, in milliseconds, at most: later ones are put again. */
export const OBJECT_AGE = 240_000;

/** The record of one stored picture. */
export interface StoredImage {
  /** SHA-256 of the original bytes, hexadecimal. */
  readonly id: string;
  readonly fileName: string | null;
  readonly mimeType: string;
  readonly bytes: number;
  /** Pixels, upright. */
  readonly width: number;
  readonly height: number;
  /** A blurred preview of about 30 pixels as a data: URL. */
  readonly placeholder: string;
  readonly metadata: JsonObject;
  /** ISO 8601. */
  readonly createdAt: string;
}

/** What an encoder made of a picture alone. */
export interface StoredEmbedding {
  /** `Float32Array [dimension]`, length 1. */
  readonly vector: Float32Array;
  /** Of the vector before it was normalised, for families that compose raw vectors. */
  readonly length: number;
}

export interface ImageToPut {
  /** createdAt is left out for a picture that is new: the database's clock says it. */
  readonly record: Omit<StoredImage, 'createdAt'> & { readonly createdAt?: string };
  readonly embedding: StoredEmbedding;
  /** The number that `Generations.encoder` gives for the encoder's identity. */
  readonly encoder: number;
  /** What `clock` said before its object was put; needed where several servers delete. */
  readonly objectSince?: number;
}

/**
 * `stored`: it is new. `known`: it was there and stays as it was, but for an embedding that it had not from this encoder.
 * `removing`: a deletion of it has not been completed, or may have taken the object that was put; nothing was written. Complete it
 * (`reserveRemovals`), then put object and record again.
 */
export type PutOutcome =
  | { readonly status: 'stored' | 'known'; readonly image: StoredImage; readonly change: number }
  | { readonly status: 'removing' };

/** What is replaced; what is left out stays. */
export interface ImageUpdate {
  readonly id: string;
  readonly metadata?: JsonObject;
  readonly fileName?: string | null;
}

/** What metadata becomes. What it throws ends the change of all. */
export type MetadataEdit = (metadata: JsonObject) => JsonObject;

/** The pictures that a filter holds for, and how many the caller counts on. */
export interface ExpectedImages {
  readonly filter: MetadataFilter;
  readonly expected: number;
}

/** `unexpected`: the filter holds for another number of pictures, and nothing was changed. */
export type ExpectedOutcome<T> = { readonly outcome: T } | { readonly unexpected: number };

export interface UpdateOutcome {
  readonly image: StoredImage;
  readonly change: number;
}

export interface DeleteOutcome {
  /** In the order in which they were asked for, each once. */
  readonly deleted: readonly string[];
  readonly notFound: readonly string[];
  /** Number of the last of the deletions; of the last change where nothing was deleted. */
  readonly change: number;
}

export type ImageOrder = 'NEWEST' | 'OLDEST';

export interface PageOptions {
  readonly first: number;
  /** A cursor of an earlier page; it stays good when its picture is deleted. */
  readonly after?: string;
  readonly order: ImageOrder;
  readonly filter?: MetadataFilter;
  /** Looked at between the steps of a long search. */
  readonly signal?: AbortSignal;
}

/** The total is asked for by `count`: it can cost much more than a page. */
export interface ImagePage {
  readonly images: readonly StoredImage[];
  /** One opaque cursor for each picture. */
  readonly cursors: readonly string[];
  readonly hasNextPage: boolean;
}

/** The last word about one picture; earlier changes of the same picture are not in the feed any more. */
export interface ImageChange {
  /** In the order in which transactions were committed, from 1 on: who has seen a number has seen all before it. */
  readonly number: number;
  readonly id: string;
  readonly deleted: boolean;
}

/**
 * Records, metadata and embeddings of pictures, and the feed of their changes. All methods are batched, durable when they
 * resolve, and throw LeopardError STORAGE_UNAVAILABLE where the database cannot do it.
 *
 * A picture's object is put before its record, and deleted after it: a record never lacks its object.
 */
export interface Images {
  /** In the order of the ids; undefined for those that are not there. */
  get(ids: readonly string[]): Promise<(StoredImage | undefined)[]>;
  /** Their metadata alone, for whoever looks at many: in the order of the ids; undefined for those that are not there. */
  metadata(ids: readonly string[]): Promise<(JsonObject | undefined)[]>;
  /**
   * Of the encoder, in the order of the ids; undefined for pictures that are not there or have none from it.
   * @throws LeopardError STORAGE_UNAVAILABLE for one whose bytes are damaged, naming the picture
   */
  embeddings(ids: readonly string[], encoder: number): Promise<(StoredEmbedding | undefined)[]>;
  /** One outcome for each, in order. Each id once. */
  put(images: readonly ImageToPut[]): Promise<PutOutcome[]>;
  /** Undefined for those that are not there. Each id once. */
  update(updates: readonly ImageUpdate[]): Promise<(UpdateOutcome | undefined)[]>;
  /** Edits metadata as it is then, in one transaction. Undefined for those that are not there. Each id once. */
  edit(ids: readonly string[], edit: MetadataEdit): Promise<(UpdateOutcome | undefined)[]>;
  /** The same for every picture that a filter holds for, in one transaction. @throws LeopardError CONFLICT where other changes come between again and again */
  editWhere(images: ExpectedImages, edit: MetadataEdit): Promise<ExpectedOutcome<UpdateOutcome[]>>;
  /** Adds embeddings of another encoder to pictures that are there; others are left out. */
  embed(entries: readonly { id: string; embedding: StoredEmbedding }[], encoder: number): Promise<void>;
  /**
   * Deletes records, metadata and embeddings, so that nothing of them is left in the database's files. Ids and numbers of what was
   * deleted stay in the feed until `removed` is called. Works on a full disk.
   */
  delete(ids: readonly string[]): Promise<DeleteOutcome>;
  /** Deletes every picture that a filter holds for, in one transaction; otherwise as `delete` and `editWhere`. */
  deleteWhere(images: ExpectedImages): Promise<ExpectedOutcome<DeleteOutcome>>;
  /** Deletions whose objects may still be there, oldest first: after a crash they are completed. */
  pendingRemovals(first: number): Promise<{ readonly id: string; readonly change: number }[]>;
  /**
   * Those of these deletions that this process may complete now: another one that has begun to gets the time for it first.
   * Within 10 s of the call its objects have to be deleted, or not by this process.
   */
  reserveRemovals(ids: readonly string[]): Promise<string[]>;
  /**
   * Begins to delete those that have no record and no deletion, whatever objects they have, as `delete` and `reserveRemovals` do: whoever
   * stores one meanwhile gets `removing`. @returns those, and the number of the last of these deletions
   */
  reserveStrays(ids: readonly string[]): Promise<{ readonly ids: readonly string[]; readonly change: number }>;
  /** Ids of pictures whose deletion was completed behind a time of the database's clock; kept for minutes, where there are several servers. */
  removedSince(time: number): Promise<{ readonly ids: string[]; readonly now: number }>;
  /** Milliseconds since 1970 by the database's clock, which all servers share. */
  clock(): Promise<number>;
  /**
   * Object and renditions of deleted pictures are gone. The deletion leaves the feed as soon as every generation has applied it.
   */
  removed(ids: readonly string[]): Promise<void>;
  /** @throws LeopardError BAD_USER_INPUT for a cursor that is not one of ours; the reason of the signal */
  page(options: PageOptions): Promise<ImagePage>;
  /** Of all pictures, or those that pass the filter; exact. @throws the reason of the signal */
  count(filter?: MetadataFilter, signal?: AbortSignal): Promise<number>;
  /** The most frequent keys, with the most frequent values of each. */
  fields(first: number, valuesFirst: number): Promise<MetadataFieldSummary[]>;
  /** Changes with a number above `after`, in order. */
  changes(after: number, first: number): Promise<ImageChange[]>;
  /** Puts pictures into the feed again, those that are gone as deletions: an index that may have something else of them gets it anew. */
  touch(ids: readonly string[]): Promise<void>;
  /** Number of the last change; 0 where there was none. */
  lastChange(): Promise<number>;
}
