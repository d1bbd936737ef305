/** What one ranked answer is worth. */
export interface QueryScores {
  /** 1 where a right picture is among the first K, else 0 (Recall@K as in CIRR, arXiv:2108.04024). */
  readonly recall1: number;
  readonly recall5: number;
  readonly recall9: number;
  readonly recall50: number;
  /** Average precision over the first five (mAP@K as in CIRCO, arXiv:2303.15247, section 4). */
  readonly ap5: number;
  /** 1 / rank of the first right picture; 0 where there is none. */
  readonly reciprocalRank: number;
}

export const METRICS = ['recall1', 'recall5', 'recall9', 'recall50', 'ap5', 'reciprocalRank'] as const;
export type Metric = (typeof METRICS)[number];

export const METRIC_NAMES: Readonly<Record<Metric, string>> = {
  recall1: 'R@1',
  recall5: 'R@5',
  recall9: 'R@9',
  recall50: 'R@50',
  ap5: 'mAP@5',
  reciprocalRank: 'MRR',
};

/** How deep an answer must be read for these metrics. */
export const DEPTH = 50;

/**
 * Scores one answer.
 * @param relevance for each rank, best first: whether that picture is right.
 * @param relevantCount how many pictures of the gallery are right.
 */
export function scoreAnswer(relevance: readonly boolean[], relevantCount: number): QueryScores {
  const first = relevance.indexOf(true);
  const recallAt = (depth: number): number => (first >= 0 && first < depth ? 1 : 0);
  let found = 0;
  let precisions = 0;
  relevance.slice(0, 5).forEach((relevant, index) => {
    if (relevant) precisions += ++found / (index + 1);
  });
  return {
    recall1: recallAt(1),
    recall5: recallAt(5),
    recall9: recallAt(9),
    recall50: recallAt(50),
    ap5: relevantCount === 0 ? 0 : precisions / Math.min(5, relevantCount),
    reciprocalRank: first < 0 ? 0 : 1 / (first + 1),
  };
}
