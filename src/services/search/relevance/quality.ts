import { cosines } from '../../storage/vectors/rescoring.js';
import type { Background } from './background.js';
import type { Calibration } from './calibration.js';

export const MATCH_QUALITIES = ['STRONG', 'WEAK', 'NONE'] as const;
export type MatchQuality = (typeof MATCH_QUALITIES)[number];

/** A question, as far as it matters for what chance finds with it. */
export interface Asked {
  /** `Float32Array [dimension]`, length 1. */
  readonly embedding: Float32Array;
  /** Whether a picture is part of it. */
  readonly withPicture: boolean;
  /** Whether its words mean little to the model: whatever it finds is to be shown with a doubt. */
  readonly misread?: boolean | undefined;
  /** Number of the encoder that made it; left out for searches from before there were several. */
  readonly generation?: number | undefined;
}

/** How good scores are for one question. */
export interface Judge {
  /** 0 to 1: 0 is what chance finds, 1 the same vector. */
  relevance(score: number): number;
  match(score: number): MatchQuality;
  /** Score below which a hit is NONE. */
  readonly worst: number;
}

/**
 * Relevance is (score - level) / (1 - level), cut to 0 … 1. The level is what chance reaches for such a question; and where the
 * question is nearer to a picture of noise than to its hit, that is the level.
 */
export function judgeOf(asked: Asked, background: Background, { weak, strong }: Calibration): Judge {
  const noise = asked.withPicture ? cosines(asked.embedding, background.noise) : [];
  const level = Math.min(LARGEST, Math.max(asked.withPicture ? background.pictures : background.words, ...noise));
  const relevance = (score: number) => Math.min(1, Math.max(0, (score - level) / (1 - level)));
  return {
    relevance,
    worst: weak > 0 ? level + weak * (1 - level) : -1,
    match(score) {
      const value = relevance(score);
      return value >= strong && !asked.misread ? 'STRONG' : value >= weak ? 'WEAK' : 'NONE';
    },
  };
}

/** A level of 1 would leave nothing above it. */
const LARGEST = 0.999;
