import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { JsonObject } from '../../src/lib/json.js';
import type { Database, ImageToPut } from '../../src/services/storage/types/index.js';

export const DIMENSION = 16;

export const sha256 = (data: Uint8Array | string) => createHash('sha256').update(data).digest('hex');

/** A folder that is gone after the test. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'leopard-storage-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A vector of length 1 that belongs to a text. */
export function vectorOf(text: string): Float32Array {
  const digest = createHash('sha512').update(text).digest();
  const values = Float32Array.from({ length: DIMENSION }, (_, index) => digest.readInt16LE(index * 2));
  const length = Math.hypot(...values);
  return values.map((value) => value / length);
}

/** The number of the one encoder that tests have. */
export const encoderOf = (database: Database) => database.generations.encoder('test-encoder', { model: 'test' });

/** A picture made from a text. @param second of its creation; left out: the database says */
export function picture(text: string, encoder: number, metadata: JsonObject = {}, second?: number): ImageToPut {
  const createdAt = second === undefined ? undefined : new Date(Date.UTC(2026, 0, 1) + second * 1000).toISOString();
  return {
    record: {
      ...{ id: sha256(text), fileName: `${text}.png`, mimeType: 'image/png', bytes: text.length, width: 8, height: 6 },
      ...{ placeholder: 'data:image/webp;base64,UklGRg==', metadata, ...(createdAt !== undefined && { createdAt }) },
    },
    embedding: { vector: vectorOf(text), length: 1 + text.length },
    encoder,
  };
}
