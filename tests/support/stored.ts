import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { JsonObject } from '../../src/lib/json.js';
import { type ImportTarget, importTarget } from '../../src/services/collection/transfer/import-target.js';
import type { EncoderIdentity } from '../../src/services/encoder/types.js';
import { encoderNumber } from '../../src/services/storage/encoder-number.js';
import { openStorage, type Storage } from '../../src/services/storage/open.js';
import { originalKey, type StoredImage } from '../../src/services/storage/types/index.js';

export const DIMENSION = 16;

export const identity: EncoderIdentity = {
  model: 'test-model',
  checkpoint: 'c0ffee'.padEnd(64, '0'),
  dimension: DIMENSION,
  precision: 'fp32',
  preprocessing: 'web-1',
};

export interface NewImage {
  readonly original: Uint8Array;
  readonly record: StoredImage;
  readonly embedding: Float32Array;
}

const SILENT = { info: () => undefined, warn: () => undefined };

/** A data folder with pictures in it, without an index and without a server. */
export interface TestStore extends ImportTarget {
  readonly storage: Storage;
  readonly encoder: number;
  count(): Promise<number>;
  get(id: string): Promise<StoredImage | undefined>;
  /** All of them, oldest first. */
  list(): Promise<StoredImage[]>;
  delete(ids: readonly string[]): Promise<void>;
  original(id: string): Promise<Buffer | undefined>;
  originalPath(id: string): string;
  embedding(id: string): Promise<Float32Array | undefined>;
  close(): Promise<void>;
}

/** To be closed by whoever opens it. */
export async function openTestStore(folder: string, encoder: EncoderIdentity = identity): Promise<TestStore> {
  const storage = await openStorage(folder, { create: true, logger: SILENT });
  const { images, generations } = storage.database;
  const number = await encoderNumber(generations, encoder, folder);
  const target = importTarget(storage, encoder, number);
  return {
    storage,
    encoder: number,
    ...target,
    count: () => images.count(),
    get: async (id) => (await images.get([id]))[0],
    list: async () => [...(await images.page({ first: 10_000, order: 'OLDEST' })).images],
    delete: async (ids) => {
      await images.delete(ids);
      await storage.objects.delete(ids.map(originalKey));
      await images.removed(ids);
    },
    original: async (id) => {
      const bytes = await storage.objects.get(originalKey(id));
      return bytes && Buffer.from(bytes);
    },
    originalPath: (id) => storage.objects.location(originalKey(id)),
    embedding: async (id) => (await images.embeddings([id], number))[0]?.vector,
    close: () => storage.close(),
  };
}

/** A store that is closed after the test. */
export async function openStore(folder: string): Promise<TestStore> {
  const store = await openTestStore(folder);
  onTestFinished(() => store.close());
  return store;
}

/** A folder that is gone after the test. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'leopard-store-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

export const sha256 = (data: Uint8Array | string) => createHash('sha256').update(data).digest('hex');

/** A unit vector that belongs to a text. */
export function embeddingOf(text: string): Float32Array {
  const digest = createHash('sha512').update(text).digest();
  const values = Float32Array.from({ length: DIMENSION }, (_, index) => digest.readInt16LE(index * 2));
  const length = Math.hypot(...values);
  return values.map((value) => value / length);
}

/** A stored picture made from a text; the n-th is created n seconds after the first. */
export function newImage(text: string, n = 0, metadata: JsonObject = {}): NewImage {
  const original = new TextEncoder().encode(`picture ${text}`);
  return {
    original,
    embedding: embeddingOf(text),
    record: {
      id: sha256(original),
      fileName: `${text}.png`,
      mimeType: 'image/png',
      bytes: original.length,
      width: 8,
      height: 6,
      placeholder: 'data:image/webp;base64,UklGRg==',
      metadata,
      createdAt: new Date(Date.UTC(2026, 0, 1) + n * 1000).toISOString(),
    },
  };
}
