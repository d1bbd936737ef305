import type { JsonValue } from '../../lib/json.js';
import type { MetadataType } from './types/index.js';

/** What equality and lists of a condition compare. */
export type Scalar = string | number | boolean;

export const isScalar = (value: JsonValue | undefined): value is Scalar =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';

export function typeOf(value: JsonValue): MetadataType {
  if (Array.isArray(value)) return 'LIST';
  if (typeof value === 'string') return 'STRING';
  if (typeof value === 'number') return 'NUMBER';
  return typeof value === 'boolean' ? 'BOOLEAN' : 'OBJECT';
}

export interface CountedValue {
  readonly value: Scalar;
  readonly count: number;
}

/** Most frequent first; ties by type, then by value, words in the order of code units. */
export function byFrequency(one: CountedValue, other: CountedValue): number {
  return other.count - one.count || compare(typeof one.value, typeof other.value) || compare(one.value, other.value);
}

export function compare<T extends Scalar>(one: T, other: T): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
