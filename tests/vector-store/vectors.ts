import { createHash } from 'node:crypto';
import type { EncoderIdentity } from '../../src/services/encoder/types.js';
import { seededRandom } from '../../src/lib/seeded-random.js';
import type { JsonObject } from '../../src/lib/json.js';
import type { VectorRecord } from '../../src/services/storage/vectors/types.js';

export const DIMENSION = 64;

export const IDENTITY: EncoderIdentity = {
  model: 'test-model',
  checkpoint: 'c0ffee'.padEnd(64, '0'),
  dimension: DIMENSION,
  precision: 'fp32',
  preprocessing: 'web-1',
};

export function normalise(values: Float32Array): Float32Array {
  const length = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
  return values.map((value) => value / length);
}

export const vector = (seed: number, dimension = DIMENSION): Float32Array => {
  const next = seededRandom(seed);
  return normalise(Float32Array.from({ length: dimension }, () => next() - 0.5));
};

export const pictureId = (name: number | string): string =>
  createHash('sha256').update(`picture ${name}`).digest('hex');

export const record = (seed: number, metadata: JsonObject = {}): VectorRecord => ({
  id: pictureId(seed),
  embedding: vector(seed),
  metadata,
});

/** Cosine by the textbook, in double precision: the reference that stores are compared with. */
export function similarity(left: Float32Array, right: Float32Array): number {
  const dot = left.reduce((sum, value, index) => sum + value * (right[index] ?? 0), 0);
  return dot / Math.sqrt(left.reduce((s, v) => s + v * v, 0) * right.reduce((s, v) => s + v * v, 0));
}

/** Ids of the nearest records by comparing with all of them; ties by id. */
export function nearestIds(records: readonly VectorRecord[], query: Float32Array, limit: number): string[] {
  return records
    .map(({ id, embedding }) => ({ id, score: similarity(query, embedding) }))
    .sort((left, right) => right.score - left.score || (left.id < right.id ? -1 : 1))
    .slice(0, limit)
    .map(({ id }) => id);
}

export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}
