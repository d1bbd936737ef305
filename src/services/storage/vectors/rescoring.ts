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
  return cosines(left, [right])[0] ?? NaN;
}

/**
 * The same of one vector with each of many, to the bit. Two at a time: each sum waits for its last addition, and a processor has room for
 * the sums of another vector meanwhile.
 */
export function cosines(left: Float32Array, rights: readonly Float32Array[]): number[] {
  const components = Float64Array.from(left);
  let leftSquares = 0;
  for (const a of components) leftSquares += a * a;
  const scoreOf = (dot: number, squares: number) => Math.max(-1, Math.min(1, dot / Math.sqrt(leftSquares * squares)));
  const scores: number[] = [];
  for (let place = 0; place < rights.length; place += 2) {
    const one = rights[place] ?? left;
    const two = rights[place + 1] ?? one;
    let [dotOne, squaresOne, dotTwo, squaresTwo] = [0, 0, 0, 0];
    for (let index = 0; index < components.length; index++) {
      const a = components[index] ?? 0;
      const b = one[index] ?? 0;
      const c = two[index] ?? 0;
      dotOne += a * b;
      squaresOne += b * b;
      dotTwo += a * c;
      squaresTwo += c * c;
    }
    scores.push(scoreOf(dotOne, squaresOne), scoreOf(dotTwo, squaresTwo));
  }
  return scores.slice(0, rights.length);
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
  const scores = cosines(
    embedding,
    candidates.map((candidate) => candidate.embedding),
  );
  return candidates.map(({ id }, index) => ({ id, score: scores[index] ?? NaN })).sort(compareHits);
}
