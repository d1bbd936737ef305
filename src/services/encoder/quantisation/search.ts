import { SetupError } from '../../../lib/errors.js';
import { precisionOf, type QuantisationPlan } from '../models/graph/precision.js';
import { orderMoves, planAfter, type Group, type Move } from './choose.js';
import { compareVectors, encodeSamples, type Likeness, type Vectors } from './evaluate.js';
import { operationsOf } from './groups.js';
import type { Measured } from './measure.js';
import type { ErrorStore } from './progress-file.js';
import { firstOf, type Samples, type SampleSource } from './samples.js';
import { bestTime, groupErrors, timesOf } from './sensitivity.js';

export interface SearchOptions {
  /** Smallest cosine of any vector against its fp32 one. */
  readonly bound: number;
  readonly samples: SampleSource;
  readonly known: ErrorStore;
  readonly onProgress: (stage: string, done: number, total: number) => void;
}

export interface Chosen {
  readonly plan: QuantisationPlan;
  /** On samples that it was not chosen by. */
  readonly likeness: Likeness;
  readonly pictures: number;
  readonly vectors: number;
  /** Milliseconds of one picture with an instruction. */
  readonly milliseconds: { readonly fp32: number; readonly int8: number };
}

/** Samples by which single groups are measured: each is encoded twice for every group. */
const FOR_ERRORS = 4;
/** Other samples may do worse than those that a choice was made by. */
const FIRST_SHARE = 0.9;
const ATTEMPTS = 6;
/** Share of all operations. With fewer in 8 bits than that, little is gained. */
const LEAST_SHARE = 0.25;

/**
 * The fastest choice of products whose vectors are near enough to those of fp32: products are measured one by one, then so many of the
 * most harmful ones are left alone as it takes, and the choice is measured on samples that had no part in it.
 * @throws SetupError PRECISION_NOT_REACHED
 */
export async function searchPlan(
  measured: Measured,
  groups: readonly Group[],
  options: SearchOptions,
): Promise<Chosen> {
  const { bound, samples, onProgress } = options;
  const choosing = await samples.choosing();
  const times = await timesOf(measured, choosing);
  const errors = await groupErrors(measured, groups, firstOf(choosing, FOR_ERRORS), options.known, (done, total) =>
    onProgress('Measuring products', done, total),
  );
  const moves = orderMoves(groups, errors, times);
  const expected = await encodeSamples(measured, 'fp32', choosing);

  // The attempts ask about the same numbers of moves again.
  const reached = new Map<number, number>();
  const smallestAfter = async (count: number): Promise<number> => {
    const known = reached.get(count);
    if (known !== undefined) return known;
    const vectors = await encodeSamples(measured, planAfter(moves, count), choosing);
    const { smallestCosine } = compareVectors(expected, vectors);
    reached.set(count, smallestCosine);
    return smallestCosine;
  };

  let error = FIRST_SHARE * (1 - bound);
  let best = 0;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    onProgress('Choosing', attempt + 1, ATTEMPTS);
    const count = await fewestMoves(moves, async (candidate) => 1 - (await smallestAfter(candidate)) <= error);
    const plan = planAfter(moves, count);
    if (shareInt8(plan, groups) < LEAST_SHARE) break;
    const checking = await samples.checking(attempt);
    const fp32: Vectors = await encodeSamples(measured, 'fp32', checking);
    const likeness = compareVectors(fp32, await encodeSamples(measured, plan, checking));
    best = Math.max(best, likeness.smallestCosine);
    if (likeness.smallestCosine >= bound) {
      const pictures = checking.pictures.length;
      const vectors = pictures + checking.composed.length + checking.texts.length;
      const milliseconds = { fp32: times.fp32, int8: await timeOf(measured, plan, choosing) };
      return { plan, likeness, pictures, vectors, milliseconds };
    }
    error *= Math.min(0.8, (FIRST_SHARE * (1 - bound)) / (1 - likeness.smallestCosine));
  }
  throw new SetupError(
    'PRECISION_NOT_REACHED',
    `No choice of products in int8 keeps every vector within a cosine of ${bound} of its fp32 one and computes at least a quarter of the model in 8 bits (${best === 0 ? 'none came near' : `the best came to ${best.toFixed(4)}`}). Use PRECISION=fp32 for this model, or ask for less with --bound and measure with \`leopard evaluate\`.`,
  );
}

/** The smallest number of moves that is good enough; all of them always are. */
async function fewestMoves(moves: readonly Move[], enough: (count: number) => Promise<boolean>): Promise<number> {
  let low = 0;
  let high = moves.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (await enough(middle)) high = middle;
    else low = middle + 1;
  }
  return high;
}

function timeOf(measured: Measured, plan: QuantisationPlan, samples: Samples): Promise<number> {
  measured.plan(plan);
  return bestTime(measured, samples);
}

/** Of the operations. */
function shareInt8(plan: QuantisationPlan, groups: readonly Group[]): number {
  const quantised = groups.filter(({ weights: [weight = ''] }) => !plan.fp32.includes(weight));
  return operationsOf(quantised) / operationsOf(groups);
}

/** How many products are computed in which precision. */
export function countProducts(plan: QuantisationPlan, weights: readonly string[]) {
  const count = { int8: 0, rows: 0, fp32: 0 };
  for (const weight of weights) {
    const precision = precisionOf(plan, weight);
    count[precision === 'int8-rows' ? 'rows' : precision] += 1;
  }
  return count;
}
