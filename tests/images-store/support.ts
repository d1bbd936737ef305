import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { EncoderIdentity } from '../../src/services/encoder/types.js';
import { openImageStore, type ImageStoreOptions } from '../../src/services/storage/file-store/images/index.js';
import type { ImageStore, JsonObject, NewImage } from '../../src/services/storage/images.js';

export const DIMENSION = 16;

export const identity: EncoderIdentity = {
  model: 'test-model',
  checkpoint: 'c0ffee'.padEnd(64, '0'),
  dimension: DIMENSION,
  precision: 'fp32',
  preprocessing: 'web-1',
};

/** A folder that is gone after the test. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'leopard-store-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A store that is closed after the test. */
export async function openStore(folder: string, options: ImageStoreOptions = {}): Promise<ImageStore> {
  const store = await openImageStore(folder, { identity, ...options });
  onTestFinished(() => store.close());
  return store;
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
