import type { Candidate, Collection } from './engine.js';
import type { FilterExpression } from './filter.js';
import type { VectorHit } from './types.js';

/** Candidates beyond the limit: engines compare in single precision, so neighbours can stand in the wrong order. */
const MARGIN = 16;
/** The most candidates that every engine gives in one answer (Milvus refuses more). */
export const MOST_CANDIDATES = 16_384;
/** Larger than any difference between an engine's single-precision similarity and ours. */
const TOLERANCE = 1e-5;

/**
 * Cosine similarity in double precision, added up in the order of the components: the same on every machine and engine.
 * NaN where either vector has no length.
 */
export function cosine(left: Float32Array, right: Float32Array): number {
  return cosineTo(left)(right);
}

/** The same, of many vectors with one. */
export function cosineTo(left: Float32Array): (right: Float32Array) => number {
  const components = Float64Array.from(left);
  let leftSquares = 0;
  for (const a of components) leftSquares += a * a;
  return (right) => {
    let dot = 0;
    let rightSquares = 0;
    for (let index = 0; index < components.length; index++) {
      const b = right[index] ?? 0;
      dot += (components[index] ?? 0) * b;
      rightSquares += b * b;
    }
    return Math.max(-1, Math.min(1, dot / Math.sqrt(leftSquares * rightSquares)));
  };
}

/** Best first, ties by id. */
export const compareHits = (left: VectorHit, right: VectorHit): number =>
  right.score - left.score || (left.id < right.id ? -1 : left.id > right.id ? 1 : 0);

/**
 * The nearest rows, scored again with the stored embeddings. Where the last hit is so close to the last candidate that an
 * equally good one may have been left out (copies of one picture, say), more candidates are fetched: ties are then cut by id,
 * not by the engine's whim.
 */
export async function nearest(
  collection: Collection,
  query: {
    embedding: Float32Array;
    limit: number;
    filter: FilterExpression | undefined;
    exact: boolean;
    settled?: boolean | undefined;
  },
  signal: AbortSignal | undefined,
): Promise<VectorHit[]> {
  let wanted = Math.min(query.limit + MARGIN, MOST_CANDIDATES);
  for (;;) {
    signal?.throwIfAborted();
    const candidates = await collection.search({ ...query, limit: wanted });
    const hits = score(candidates, query.embedding);
    const last = hits[query.limit - 1];
    const worst = hits.at(-1);
    const complete = candidates.length < wanted || wanted === MOST_CANDIDATES || !last || !worst;
    if (complete || last.score - worst.score > TOLERANCE) return hits.slice(0, query.limit);
    wanted = Math.min(wanted * 4, MOST_CANDIDATES);
  }
}

function score(candidates: readonly Candidate[], embedding: Float32Array): VectorHit[] {
  const scoreOf = cosineTo(embedding);
  return candidates.map(({ id, embedding: stored }) => ({ id, score: scoreOf(stored) })).sort(compareHits);
}
