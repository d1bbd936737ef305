import { useMemo } from 'react';
import type { HitFieldsFragment } from 'leopard/client';
import type { Found } from '../data/use-search.js';
import { inRankedOrder, type Verdict } from '../rerank/ranked.js';

export interface ShownHits {
  readonly hits: readonly HitFieldsFragment[];
  /** Whether there is nothing more to load. */
  readonly complete: boolean;
  /** Hits that fit no better than chance are kept back: this shows them. */
  readonly showLess: (() => void) | undefined;
}

/** Hits that are shown whatever they are worth: of a broad question, many fit and none stands out. */
const ALWAYS = 24;

/** After the first ones, a hit that fits no better than chance and all that follow it wait until somebody wants them. */
const relevantOf = (hits: readonly HitFieldsFragment[]): readonly HitFieldsFragment[] => {
  const first = hits.findIndex(({ match }) => match === 'NONE');
  return first < 0 ? hits : hits.slice(0, Math.max(first, ALWAYS));
};

/**
 * Which of the hits that were found are on screen, and in which order.
 * @param cutOff the lowest similarity that is shown; at 0 it is off, since a weak hit may lie below it
 * @param onShowLess called when the hits that are kept back are wanted
 */
export function useShownHits(
  found: Found,
  cutOff: number,
  verdicts: ReadonlyMap<string, Verdict>,
  onShowLess: () => void,
): ShownHits {
  return useMemo(() => {
    const { all = false } = found;
    const similar = cutOff > 0 ? found.hits.filter(({ score }) => score >= cutOff) : found.hits;
    const relevant = all ? similar : relevantOf(similar);
    const complete = found.complete || similar.length < found.hits.length;
    // Where the last one shown is worth nothing, the next page holds nothing better.
    const keepsBack =
      relevant.length < similar.length ||
      (!all && !complete && relevant.length >= ALWAYS && relevant.at(-1)?.match === 'NONE');
    return {
      hits: verdicts.size === 0 ? relevant : inRankedOrder(relevant, verdicts),
      complete,
      showLess: keepsBack ? onShowLess : undefined,
    };
  }, [found, cutOff, verdicts, onShowLess]);
}
