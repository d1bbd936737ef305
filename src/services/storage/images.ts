import type { JsonObject } from '../../lib/json.js';
import type { EncoderIdentity } from '../encoder/types.js';
import type { ImageOrder, MetadataFieldSummary, MetadataFilter, StoredImage } from '../storage/types/index.js';

export type { JsonObject, JsonValue } from '../../lib/json.js';
export type {
  ImageOrder,
  MetadataCondition,
  MetadataFieldSummary,
  MetadataFilter,
  MetadataType,
  StoredImage,
} from '../storage/types/index.js';

export interface NewImage {
  readonly original: Uint8Array;
  readonly record: StoredImage;
  /** `Float32Array [dimension]`, length 1: of the picture alone. */
  readonly embedding: Float32Array;
}

export interface ImagePage {
  readonly images: StoredImage[];
  /** One opaque cursor for each picture. */
  readonly cursors: string[];
  readonly hasNextPage: boolean;
  readonly totalCount: number;
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
