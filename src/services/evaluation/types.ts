import type { MatchQuality } from '../search/relevance/quality.js';
import type { Metric } from './metrics.js';
import type { Estimate } from './confidence.js';

/** How a question is put: with all it has, or with one half of it left out. */
export const MODES = ['as asked', 'picture only', 'instruction only'] as const;
export type Mode = (typeof MODES)[number];

/** One picture of an answer. */
export interface EvaluationHit {
  readonly id: string;
  readonly fileName: string | null;
  readonly score: number;
}

export interface EvaluationQuestion {
  /** Path of a picture, or the id of a stored one. */
  readonly image?: string;
  readonly instruction?: string;
}

/** What is evaluated: an index behind a server, or a folder encoded for the purpose. */
export interface EvaluationTarget {
  /** For the report: what was searched. */
  readonly description: string;
  /** Best first. */
  search(question: EvaluationQuestion, limit: number): Promise<EvaluationHit[]>;
  /** How good the best hit is, the query picture left out. @throws SetupError MATCH_UNKNOWN where nothing can be said about it */
  judge?(question: EvaluationQuestion): Promise<JudgedAnswer>;
  /** Id of the picture at a path, to leave the query picture itself out of its answer. */
  idOf(image: string): Promise<string>;
  /** The original bytes of a hit, for the sheet of misses. */
  picture(id: string): Promise<Uint8Array>;
}

/** relevance: 0 to 1. */
export interface JudgedAnswer {
  readonly relevance: number;
  readonly match: MatchQuality;
}

/** One row of the report. */
export interface GroupScores {
  readonly group: string;
  readonly mode: Mode;
  readonly queries: number;
  readonly metrics: Readonly<Record<Metric, Estimate>>;
}

/** A question that was answered badly. */
export interface Miss {
  readonly question: EvaluationQuestion;
  readonly group: string;
  /** Rank of the first right picture, from 1; null where there was none. */
  readonly rank: number | null;
  readonly answer: readonly EvaluationHit[];
  readonly relevant: readonly string[];
}

export interface Evaluation {
  readonly target: string;
  readonly queries: number;
  readonly rows: readonly GroupScores[];
  /** Worst first. */
  readonly misses: readonly Miss[];
  readonly seconds: number;
}
