import { estimate } from './confidence.js';
import { DEPTH, type Metric, METRICS, type QueryScores, scoreAnswer } from './metrics.js';
import type { EvaluationQuery } from './queries.js';
import {
  type Evaluation,
  type EvaluationHit,
  type EvaluationQuestion,
  type EvaluationTarget,
  type GroupScores,
  type Miss,
  MODES,
  type Mode,
} from './types.js';

export interface EvaluationOptions {
  /** Leave a query picture that is in the gallery itself out of its answer, as the benchmarks do. */
  readonly excludeQueryPicture: boolean;
  /** Also ask with the picture alone and with the instruction alone: does the instruction matter? */
  readonly baselines: boolean;
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

/** Row that averages over all queries. */
export const ALL = 'all';
const KEPT_MISSES = 12;

/** Asks every query in every mode and scores the answers. */
export async function evaluate(
  target: EvaluationTarget,
  queries: readonly EvaluationQuery[],
  options: EvaluationOptions,
): Promise<Evaluation> {
  const started = performance.now();
  const scores = new Map<string, QueryScores[]>();
  const misses: Miss[] = [];
  let done = 0;
  for (const query of queries) {
    options.signal?.throwIfAborted();
    for (const { mode, question } of questionsOf(query, options.baselines)) {
      const { answer, relevance, found } = await ask(target, query, question, options.excludeQueryPicture);
      const score = scoreAnswer(relevance, Math.max(found, query.relevant.length));
      for (const group of new Set([query.group, ALL])) push(scores, `${mode}\n${group}`, score);
      if (mode === 'as asked' && score.recall1 === 0) {
        const rank = relevance.indexOf(true);
        misses.push({
          question,
          group: query.group,
          rank: rank < 0 ? null : rank + 1,
          answer: answer.slice(0, 5),
          relevant: query.relevant,
        });
      }
    }
    options.onProgress?.(++done, queries.length);
  }
  return {
    target: target.description,
    queries: queries.length,
    rows: [...scores].map(([key, values]) => summarise(key, values)).sort(byGroupThenMode),
    misses: misses.sort((a, b) => (b.rank ?? Infinity) - (a.rank ?? Infinity)).slice(0, KEPT_MISSES),
    seconds: (performance.now() - started) / 1000,
  };
}

function questionsOf(query: EvaluationQuery, baselines: boolean): { mode: Mode; question: EvaluationQuestion }[] {
  const { image, instruction } = query;
  const whole = { mode: 'as asked' as const, question: { image, instruction } };
  // A query of one half is its own baseline.
  if (!baselines || image === undefined || instruction === undefined) return [whole];
  return [
    whole,
    { mode: 'picture only', question: { image } },
    { mode: 'instruction only', question: { instruction } },
  ];
}

async function ask(
  target: EvaluationTarget,
  query: EvaluationQuery,
  question: EvaluationQuestion,
  excludeQueryPicture: boolean,
) {
  const hits = await target.search(question, DEPTH + 1);
  const own = excludeQueryPicture && query.image !== undefined ? await target.idOf(query.image) : undefined;
  const answer = hits.filter(({ id }) => id !== own).slice(0, DEPTH);
  const relevant = new Set(query.relevant);
  const relevance = answer.map((hit) => isRelevant(hit, relevant));
  return { answer, relevance, found: relevance.filter(Boolean).length };
}

function isRelevant({ id, fileName }: EvaluationHit, relevant: ReadonlySet<string>): boolean {
  if (relevant.has(id)) return true;
  return fileName !== null && (relevant.has(fileName) || relevant.has(fileName.slice(fileName.lastIndexOf('/') + 1)));
}

function push<Value>(map: Map<string, Value[]>, key: string, value: Value): void {
  const values = map.get(key);
  if (values) values.push(value);
  else map.set(key, [value]);
}

function summarise(key: string, values: readonly QueryScores[]): GroupScores {
  const [mode, group] = key.split('\n') as [Mode, string];
  const metrics = Object.fromEntries(METRICS.map((metric) => [metric, estimate(values.map((value) => value[metric]))]));
  return { group, mode, queries: values.length, metrics: metrics as Record<Metric, GroupScores['metrics'][Metric]> };
}

function byGroupThenMode(a: GroupScores, b: GroupScores): number {
  const last = Number(a.group === ALL) - Number(b.group === ALL);
  return last || a.group.localeCompare(b.group, 'en') || MODES.indexOf(a.mode) - MODES.indexOf(b.mode);
}
