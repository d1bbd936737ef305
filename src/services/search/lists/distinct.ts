import type { JsonObject } from '../../../lib/json.js';
import { metadataValue } from '../../storage/metadata-filter.js';
import { isScalar, type Scalar } from '../../storage/metadata-values.js';
import type { VectorHit } from '../../storage/vectors/types.js';

/** Hits of which each stands for a value, with how many further pictures have the same. */
export interface DistinctHits {
  readonly hits: readonly VectorHit[];
  readonly others: readonly number[];
}

/**
 * Keeps the best hit of each value under a key. A hit without the key, or with a list or an object there, stands for itself; one whose
 * picture is gone is left out.
 * @param hits best first
 * @param metadata of each hit's picture, in the same order; undefined where the picture is gone
 */
export function distinctHits(
  hits: readonly VectorHit[],
  metadata: readonly (JsonObject | undefined)[],
  key: string,
): DistinctHits & { readonly values: readonly Scalar[] } {
  const heads: VectorHit[] = [];
  const others: number[] = [];
  // A Map compares as conditions do: "5" is not 5.
  const places = new Map<Scalar, number>();
  for (const [index, hit] of hits.entries()) {
    const own = metadata[index];
    if (own === undefined) continue;
    const value = metadataValue(own, key);
    const place = isScalar(value) ? places.get(value) : undefined;
    if (place !== undefined) {
      others[place] = (others[place] ?? 0) + 1;
      continue;
    }
    if (isScalar(value)) places.set(value, heads.length);
    heads.push(hit);
    others.push(0);
  }
  return { hits: heads, others, values: [...places.keys()] };
}
