import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Collection } from '../../collection/collection.js';
import { cosine } from '../../storage/vectors/rescoring.js';
import type { VectorStore } from '../../storage/vectors/types.js';
import type { Probes } from './probes.js';
import { chanceLevel } from './statistics.js';

/** What unrelated questions find in a collection as it was when this was measured. */
export interface Background {
  /** Cosine similarity that words about something else hardly reach with any picture. */
  readonly words: number;
  /** The same for pictures. */
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
    words: best.length === 0 ? 1 : chanceLevel(best),
    pictures: Math.min(unlikePictures, pairs.length === 0 ? 1 : chanceLevel(pairs)),
    noise: probes.noise,
  };
}

/** Of every pair, a row at a time so that nothing waits long. */
async function similarities(vectors: readonly Float32Array[]): Promise<number[]> {
  const found: number[] = [];
  for (const [index, one] of vectors.entries()) {
    for (const other of vectors.slice(0, index)) found.push(cosine(one, other));
    await nextTurn();
  }
  return found;
}
