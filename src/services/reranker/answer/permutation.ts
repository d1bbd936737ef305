import { indicesOf } from './indices.js';
import type { ClaimedRanking, ValidRanking } from './types.js';

/**
 * Makes a permutation of 0 … count - 1 of what the model wrote: unknown indices are dropped, repeated ones kept once, missing
 * ones appended in vector order. Undefined where not one index is usable.
 */
export function toPermutation({ ranks, explanation }: ClaimedRanking, count: number): ValidRanking | undefined {
  const claimed = ranks.flatMap(({ value, reason }) => indicesOf(value).map((index) => ({ index, reason })));
  const base = countsFromOne(
    claimed.map(({ index }) => index),
    count,
  )
    ? 1
    : 0;
  const chosen = new Map<number, string | null>();
  for (const { index, reason } of claimed) {
    const actual = index - base;
    if (actual >= 0 && actual < count && !chosen.has(actual)) chosen.set(actual, reason);
  }
  if (chosen.size === 0) return undefined;
  const complete = chosen.size === count && ranks.length === count && claimed.length === count;
  for (let index = 0; index < count; index++) if (!chosen.has(index)) chosen.set(index, null);
  const ranking = [...chosen].map(([index, reason]) => ({ index, reason }));
  return { ranking, explanation: explanation || (ranking[0]?.reason ?? ''), repaired: !complete || base === 1 };
}

/** The sheet's numbers end at count - 1: a list that has `count`, lacks 0 and has nothing outside 1 … count started at one. */
function countsFromOne(indices: readonly number[], count: number): boolean {
  return indices.includes(count) && indices.every((index) => index >= 1 && index <= count);
}
