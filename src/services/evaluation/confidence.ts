import { seededRandom } from '../../lib/seeded-random.js';

/** A mean with its 95 % interval. */
export interface Estimate {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

const RESAMPLES = 1000;

/** Percentile bootstrap over the queries (Efron & Tibshirani 1993, chapter 13). */
export function estimate(values: readonly number[]): Estimate {
  if (values.length === 0) return { mean: 0, low: 0, high: 0 };
  // With a seed, so that the same answers give the same interval.
  const random = seededRandom(values.length);
  const means = Array.from({ length: RESAMPLES }, () => {
    let sum = 0;
    for (let draw = 0; draw < values.length; draw++) sum += values[Math.floor(random() * values.length)] ?? 0;
    return sum / values.length;
  }).sort((a, b) => a - b);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return {
    mean,
    low: means[Math.floor(RESAMPLES * 0.025)] ?? mean,
    high: means[Math.ceil(RESAMPLES * 0.975) - 1] ?? mean,
  };
}
