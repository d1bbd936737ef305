import type { EncoderIdentity } from '../encoder/types.js';

export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue };
export type JsonObject = { [key: string]: JsonValue };

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

export interface NewImage {
  readonly original: Uint8Array;
  readonly record: StoredImage;
  /** `Float32Array [dimension]`, length 1: of the picture alone. */
  readonly embedding: Float32Array;
}

export type ImageOrder = 'NEWEST' | 'OLDEST';

export interface ImagePage {
  readonly images: StoredImage[];
  /** One opaque cursor for each picture. */
  readonly cursors: string[];
  readonly hasNextPage: boolean;
  readonly totalCount: number;
}

export type MetadataType = 'STRING' | 'NUMBER' | 'BOOLEAN' | 'LIST' | 'OBJECT';

export interface MetadataFieldSummary {
  readonly key: string;
  readonly count: number;
  readonly types: MetadataType[];
  /** Most frequent first; scalars only, elements of lists counted singly. */
  readonly values: { readonly value: JsonValue; readonly count: number }[];
  readonly minimum: number | null;
  readonly maximum: number | null;
}

/** The source of truth: originals, records and embeddings, content-addressed, fsynced before they are acknowledged. */
export interface ImageStore {
  readonly count: number;
  /** Of the encoder that made every embedding in here. */
  readonly identity: EncoderIdentity;
  /** Notes in the lock of the data folder where the server listens, so that commands go through it. */
  announce(url: string): Promise<void>;
  get(id: string): StoredImage | undefined;
  /** Durable when it resolves. The same picture again changes nothing but is safe. */
  put(image: NewImage): Promise<void>;
  /** Replaces the metadata (and the file name, where given); undefined where there is no such picture. */
  update(id: string, change: { metadata?: JsonObject; fileName?: string | null }): Promise<StoredImage | undefined>;
  /** Durable and complete when it resolves. */
  delete(ids: readonly string[]): Promise<{ deleted: string[]; notFound: string[] }>;
  /** @throws LeopardError IMAGE_NOT_FOUND */
  original(id: string): Promise<Uint8Array>;
  /** Absolute path of the original bytes, for streaming. */
  originalPath(id: string): string;
  /** `Float32Array [dimension]` of the picture alone. */
  embedding(id: string): Promise<Float32Array | undefined>;
  /** Stable under inserts and deletes between pages. */
  list(options: { first: number; after?: string; order: ImageOrder; filter?: MetadataFilter }): ImagePage;
  metadataFields(first: number, valuesFirst: number): MetadataFieldSummary[];
  /** Every picture, oldest first, for reindexing; reads embeddings as it goes. */
  entries(): AsyncIterable<{ readonly record: StoredImage; readonly embedding: Float32Array }>;
  close(): Promise<void>;
}

/** Conditions on metadata; those given all hold. The grammar of FilterInput in the API contract. */
export interface MetadataFilter {
  readonly all?: readonly MetadataCondition[];
  readonly any?: readonly MetadataCondition[];
  readonly none?: readonly MetadataCondition[];
}

/** Conditions on one key, all of which hold. Equality is typed; a list matches if one element does; null is missing. */
export interface MetadataCondition {
  readonly key: string;
  readonly equals?: JsonValue;
  readonly in?: readonly JsonValue[];
  readonly exists?: boolean;
  readonly lessThan?: number;
  readonly atMost?: number;
  readonly greaterThan?: number;
  readonly atLeast?: number;
}
