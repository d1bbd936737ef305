import type { QuantisationPlan } from '../models/graph/precision.js';
import type { Task } from '../worker-protocol.js';
import { cosine, type Measured } from './measure.js';
import type { Samples } from './samples.js';

/** The vectors of samples at one precision. */
export interface Vectors {
  readonly pictures: readonly Float32Array[];
  readonly composed: readonly Float32Array[];
  readonly texts: readonly Float32Array[];
}

/** Vectors of two precisions, compared. */
export interface Likeness {
  readonly smallestCosine: number;
  readonly meanCosine: number;
  /** Share of queries (instructions, alone and beside a picture) whose nearest picture is the same. */
  readonly sameFirst: number;
  /** Share of the nearest five pictures that are the same. */
  readonly sameFive: number;
}

const NEAREST = 5;

/** Encodes all samples with a plan. What a picture becomes before the text is read is computed once. */
export async function encodeSamples(
  measured: Measured,
  plan: QuantisationPlan | 'fp32',
  { pictures, composed, texts }: Samples,
): Promise<Vectors> {
  if (plan === 'fp32') measured.all('fp32');
  else measured.plan(plan);
  const vectors = { pictures: [] as Float32Array[], composed: [] as Float32Array[], texts: [] as Float32Array[] };
  for (const [index, picture] of pictures.entries()) {
    const { embedding, imageTokens } = await measured.run({ ...picture, keepImageTokens: true });
    vectors.pictures.push(embedding);
    const both = composed[index];
    if (both !== undefined) vectors.composed.push((await measured.run(withTokens(both, imageTokens))).embedding);
  }
  for (const text of texts) vectors.texts.push((await measured.run(text)).embedding);
  return vectors;
}

/** A task whose picture was seen already. */
export function withTokens({ crop, ...task }: Task, imageTokens: Float32Array | undefined): Task {
  return imageTokens === undefined ? { ...task, ...(crop && { crop }) } : { ...task, imageTokens };
}

export function compareVectors(fp32: Vectors, other: Vectors): Likeness {
  const kinds = ['pictures', 'composed', 'texts'] as const;
  const cosines = kinds.flatMap((kind) =>
    fp32[kind].map((vector, index) => cosine(vector, other[kind][index] ?? vector)),
  );
  const queries = (['composed', 'texts'] as const).flatMap((kind) =>
    fp32[kind].map((query, index) => {
      const before = nearest(query, fp32.pictures);
      const after = nearest(other[kind][index] ?? query, other.pictures);
      return {
        first: before[0] === after[0],
        five: before.filter((one) => after.includes(one)).length / before.length,
      };
    }),
  );
  return {
    smallestCosine: Math.min(...cosines),
    meanCosine: mean(cosines),
    sameFirst: mean(queries.map(({ first }) => Number(first))),
    sameFive: mean(queries.map(({ five }) => five)),
  };
}

function nearest(query: Float32Array, pictures: readonly Float32Array[]): number[] {
  const scores = pictures.map((picture, index) => ({ index, score: cosine(query, picture) }));
  return scores
    .toSorted((one, other) => other.score - one.score)
    .slice(0, NEAREST)
    .map(({ index }) => index);
}

export const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
