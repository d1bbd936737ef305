import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Collection } from '../../collection/collection.js';
import { cosines } from '../../storage/vectors/rescoring.js';
import type { VectorStore } from '../../storage/vectors/types.js';
import type { Probes } from './probes.js';
import { chanceLevel, median } from './statistics.js';

/** What unrelated questions find in a collection as it was when this was measured. */
export interface Background {
  /** Cosine similarity of words about something else with the picture that is nearest to them, usually. */
  readonly words: number;
  /** Cosine similarity that pictures of different things hardly reach. */
  readonly pictures: number;
  /** What the model makes of pictures of noise. */
  readonly noise: readonly Float32Array[];
}

export interface BackgroundSources {
  readonly vectors: Pick<VectorStore, 'search'>;
  /** Number of the encoder whose vectors these are. */
  readonly encoder: number;
  readonly collection: Pick<Collection, 'sample'>;
  /** The most that `pictures` can be: see Calibration. */
  readonly unlikePictures: number;
}

/** Pictures of the sample: 7,140 pairs. */
const SAMPLE = 120;

/** Asks the probe questions, and compares a sample of pictures with one another. */
export async function measureBackground(probes: Probes, sources: BackgroundSources): Promise<Background> {
  const { vectors, collection, unlikePictures, encoder } = sources;
  const lists = await vectors.search(probes.questions.map((embedding) => ({ embedding, limit: 1 })));
  const best = lists.flatMap(([hit]) => hit?.score ?? []);
  const pairs = await similarities(await collection.sample(SAMPLE, encoder));
  return {
    // The middle, and no deviations above it: words for a whole kind ("a mug") are near to many pictures and very near to none, so that the best
    // score of a good question begins where that of a bad one seldom is. How far above the middle is for the calibration to say.
    words: best.length === 0 ? 1 : median(best),
    pictures: Math.min(unlikePictures, pairs.length === 0 ? 1 : chanceLevel(pairs)),
    noise: probes.noise,
  };
}

/** Of every pair, a row at a time so that nothing waits long. */
async function similarities(vectors: readonly Float32Array[]): Promise<number[]> {
  const found: number[] = [];
  for (const [index, one] of vectors.entries()) {
    found.push(...cosines(one, vectors.slice(0, index)));
    await nextTurn();
  }
  return found;
}
