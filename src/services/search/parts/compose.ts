import { LeopardError } from '../../../lib/errors.js';

/** A unit vector with what it counts. */
export interface WeightedVector {
  /** `Float32Array [dimension]`, length 1. */
  readonly vector: Float32Array;
  readonly weight: number;
}

/** A sum shorter than this is what rounding leaves. */
const SHORTEST = 1e-3;

/**
 * Moves a query towards what was liked and away from what was not: q' = q + Σ wᵢ·likeᵢ − Σ wⱼ·unlikeⱼ over unit vectors, made a
 * unit vector again. The relevance feedback of Rocchio (J. J. Rocchio, "Relevance feedback in information retrieval", in: Salton
 * (ed.), The SMART Retrieval System, 1971; Manning, Raghavan, Schütze, Introduction to Information Retrieval, section 9.1.1), with a
 * weight for each part in place of one for their mean.
 *
 * @throws LeopardError BAD_USER_INPUT where the parts cancel each other
 */
export function compose(like: readonly WeightedVector[], unlike: readonly WeightedVector[]): Float32Array {
  const dimension = like[0]?.vector.length ?? unlike[0]?.vector.length ?? 0;
  const sum = new Float64Array(dimension);
  const add = ({ vector, weight }: WeightedVector, sign: 1 | -1) => {
    for (let index = 0; index < dimension; index++)
      sum[index] = (sum[index] ?? 0) + sign * weight * (vector[index] ?? 0);
  };
  for (const part of like) add(part, 1);
  for (const part of unlike) add(part, -1);
  const length = Math.sqrt(sum.reduce((squares, component) => squares + component * component, 0));
  if (length < SHORTEST) {
    throw new LeopardError(
      'BAD_USER_INPUT',
      'What the search leans towards and away from cancel each other: nothing is left to look for. Change a weight, or leave one out.',
    );
  }
  return Float32Array.from(sum, (component) => component / length);
}
