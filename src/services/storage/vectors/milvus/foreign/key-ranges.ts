import type { ForeignLayout } from './layout.js';

/** Keys from one on, up to one that is no longer in it; either may be open. */
export interface KeyRange {
  readonly from?: string;
  readonly to?: string;
}

type Key = ForeignLayout['key'];

const LARGEST_INTEGER = '9223372036854775807';

/** As Milvus writes a key in an expression. */
export const keyLiteral = ({ text }: Key, value: string): string => (text ? JSON.stringify(value) : value);

/** The expression of a range. */
export function rangeFilter(key: Key, { from, to }: KeyRange): string {
  const parts = [
    ...(from === undefined ? [] : [`${key.name} >= ${keyLiteral(key, from)}`]),
    ...(to === undefined ? [] : [`${key.name} < ${keyLiteral(key, to)}`]),
  ];
  if (parts.length > 0) return parts.join(' and ');
  return key.text ? `${key.name} >= ""` : `${key.name} <= ${LARGEST_INTEGER}`;
}

/**
 * Two halves of a range, parted at the middle of some of its keys. Whatever order the server compares texts in, no key is in both and
 * none in neither.
 * @param keys at least two different ones
 */
export function splitRange({ text }: Key, range: KeyRange, keys: readonly string[]): readonly [KeyRange, KeyRange] {
  const ordered = [...keys].sort(text ? undefined : byNumber);
  const middle = ordered[Math.floor(ordered.length / 2)] ?? '';
  return [
    { ...range, to: middle },
    { ...range, from: middle },
  ];
}

function byNumber(one: string, other: string): number {
  const difference = BigInt(one) - BigInt(other);
  return difference < 0n ? -1 : Number(difference > 0n);
}
