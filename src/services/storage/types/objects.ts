import type { Readable } from 'node:stream';

/** Bytes from `start` to `end`, both included, from 0 on; to the last one where `end` is left out. */
export interface ByteRange {
  readonly start: number;
  readonly end?: number;
}

export interface ObjectDescription {
  readonly key: string;
  readonly bytes: number;
  /** When it was put; milliseconds since 1970. */
  readonly modified: number;
}

export interface ObjectStream {
  /** Read it to its end or destroy it. */
  readonly body: Readable;
  /** That the body has. */
  readonly bytes: number;
  /** Of the whole object. */
  readonly total: number;
}

export interface PutOptions {
  readonly contentType?: string;
}

export interface DeleteOptions {
  /** By `performance.now()`: past it nothing is deleted any more, since somebody else may have put the same object again. */
  readonly notAfter?: number;
}

/**
 * Bytes under keys: `originals/ab/<sha256>`, `queries/…`, `sheets/…`; an object is written once and not changed.
 * All methods throw LeopardError STORAGE_UNAVAILABLE where the store cannot do it.
 */
export interface Objects {
  /** Durable when it resolves, whole or not at all. The same object again is fine. */
  put(key: string, bytes: Uint8Array, options?: PutOptions): Promise<void>;
  /** Undefined where there is none. */
  get(key: string, signal?: AbortSignal): Promise<Uint8Array | undefined>;
  /**
   * Undefined where there is none.
   * @throws RangeError where the range begins behind the end
   */
  stream(key: string, range?: ByteRange, signal?: AbortSignal): Promise<ObjectStream | undefined>;
  head(key: string): Promise<ObjectDescription | undefined>;
  /** Durable when it resolves. Those that are not there are no error. */
  delete(keys: readonly string[], options?: DeleteOptions): Promise<void>;
  /** In no particular order; those that are put or deleted meanwhile may be among them or not. */
  list(prefix: string): AsyncIterable<ObjectDescription>;
  /** Where a person finds it: an absolute path, or an address. */
  location(key: string): string;
  close(): Promise<void>;
}

/** Key of a picture's original bytes. @param id SHA-256, hexadecimal */
export const originalKey = (id: string): string => `originals/${id.slice(0, 2)}/${id}`;
/** Key of a query picture that a search puts. */
export const queryKey = (sha256: string, searchId: string): string => `queries/${sha256}/${searchId}`;
/** Key of a contact sheet. */
export const sheetKey = (id: string): string => `sheets/${id}.png`;
