import { seededRandom } from '../../src/lib/seeded-random.js';

/** Takes neighbouring seeds far apart. */
const SPREAD = 0x9e3779b1;

/**
 * Clustered unit vectors, as encoders make them: topics, each with subtopics, each vector around one of those.
 * Deterministic (mulberry32), made anew by index, so that a hundred thousand need not be kept.
 */
export class ClusteredVectors {
  readonly #topics: Float32Array[];

  constructor(
    readonly dimension: number,
    count: number,
  ) {
    const next = seededRandom(Math.imul(1, SPREAD));
    const topics = Array.from({ length: 64 }, () => direction(dimension, next));
    const subtopics = Math.max(64, Math.round(count / 50));
    this.#topics = Array.from({ length: subtopics }, (_, index) =>
      mix(topics[index % topics.length], direction(dimension, next), 0.8),
    );
  }

  /** The vector of an index; queries are indices beyond those stored, so none equals a stored one. */
  at(index: number): Float32Array {
    const next = seededRandom(Math.imul(index + 1000, SPREAD));
    const topic = this.#topics[Math.floor(next() * this.#topics.length)];
    return mix(topic, direction(this.dimension, next), 0.9);
  }
}

// Plain loops: a million vectors must not take longer to make than to store.

/** A random direction: sums of two uniform numbers are near enough to a normal distribution in hundreds of dimensions. */
function direction(dimension: number, next: () => number): Float32Array {
  const values = new Float32Array(dimension);
  for (let index = 0; index < dimension; index++) values[index] = next() + next() - 1;
  return normalise(values);
}

function mix(centre: Float32Array | undefined, around: Float32Array, spread: number): Float32Array {
  for (let index = 0; index < around.length; index++)
    around[index] = spread * (around[index] ?? 0) + (centre?.[index] ?? 0);
  return normalise(around);
}

/** In place. */
function normalise(values: Float32Array): Float32Array {
  let squares = 0;
  for (let index = 0; index < values.length; index++) squares += (values[index] ?? 0) ** 2;
  const length = Math.sqrt(squares);
  for (let index = 0; index < values.length; index++) values[index] = (values[index] ?? 0) / length;
  return values;
}
