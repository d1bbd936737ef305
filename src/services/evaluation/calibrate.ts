import type { EvaluationQuery } from './queries.js';
import type { EvaluationTarget, JudgedAnswer } from './types.js';

/** How the questions of one group were judged. */
export interface JudgedGroup {
  readonly group: string;
  /** Whether the collection has an answer. */
  readonly answerable: boolean;
  readonly answers: readonly JudgedAnswer[];
}

export interface Thresholds {
  readonly weak: number;
  readonly strong: number;
}

export interface Calibration {
  readonly groups: readonly JudgedGroup[];
  readonly thresholds: Thresholds;
}

export interface CalibrationOptions {
  readonly onProgress?: (done: number, total: number) => void;
}

/** Asks every question, those with no right answer too, and finds the thresholds that tell them apart. */
export async function calibrate(
  judge: NonNullable<EvaluationTarget['judge']>,
  queries: readonly EvaluationQuery[],
  { onProgress }: CalibrationOptions = {},
): Promise<Calibration> {
  const groups = new Map<string, { group: string; answerable: boolean; answers: JudgedAnswer[] }>();
  for (const [index, { image, instruction, relevant, group }] of queries.entries()) {
    const answerable = relevant.length > 0;
    const key = `${answerable} ${group}`;
    const known = groups.get(key) ?? { group, answerable, answers: [] };
    groups.set(key, known);
    known.answers.push(await judge({ image, instruction }));
    onProgress?.(index + 1, queries.length);
  }
  const judged = [...groups.values()];
  return { groups: judged, thresholds: thresholdsFor(judged) };
}

/**
 * WEAK begins halfway between what 99 % of the answerable questions reach and what 90 % of the others stay below; STRONG between what 98 % of the
 * former reach and what 97.5 % of the latter stay below. Where the two overlap, the answerable ones decide.
 */
export function thresholdsFor(groups: readonly JudgedGroup[]): Thresholds {
  const relevances = (answerable: boolean) =>
    groups
      .filter((group) => group.answerable === answerable)
      .flatMap(({ answers }) => answers.map(({ relevance }) => relevance))
      .sort((one, other) => one - other);
  const [good, bad] = [relevances(true), relevances(false)];
  const between = (reached: number, below: number) => (below < reached ? (reached + below) / 2 : reached);
  const weak = between(quantile(good, 0.01), quantile(bad, 0.9));
  return { weak, strong: Math.max(weak, between(quantile(good, 0.02), quantile(bad, 0.975))) };
}

const quantile = (sorted: readonly number[], part: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? 0;
