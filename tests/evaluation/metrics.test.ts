import { describe, expect, it } from 'vitest';
import { estimate } from '../../src/services/evaluation/confidence.js';
import { scoreAnswer } from '../../src/services/evaluation/metrics.js';

// Worked by hand from the definitions in the CIRR and CIRCO papers.
const right = true;
const wrong = false;

describe('the scores of one answer', () => {
  it('are 1 where the only right picture is first', () => {
    expect(scoreAnswer([right, wrong, wrong], 1)).toEqual({
      recall1: 1,
      recall5: 1,
      recall9: 1,
      recall50: 1,
      ap5: 1,
      reciprocalRank: 1,
    });
  });

  it('divide average precision by the right pictures that five places can hold', () => {
    // Right at 1, 3 and 5 of 4 right ones: (1/1 + 2/3 + 3/5) / 4.
    const { ap5, reciprocalRank } = scoreAnswer([right, wrong, right, wrong, right], 4);
    expect(ap5).toBeCloseTo((1 + 2 / 3 + 3 / 5) / 4, 12);
    expect(reciprocalRank).toBe(1);
    // Of 40 right ones only five fit: all five right is a perfect answer.
    expect(scoreAnswer([right, right, right, right, right], 40).ap5).toBe(1);
  });

  it('count a right picture at place 6 for depth 9, not for depth 5', () => {
    expect(scoreAnswer([wrong, wrong, wrong, wrong, wrong, right], 1)).toEqual({
      recall1: 0,
      recall5: 0,
      recall9: 1,
      recall50: 1,
      ap5: 0,
      reciprocalRank: 1 / 6,
    });
  });

  it('are 0 where nothing right was found', () => {
    expect(scoreAnswer([wrong], 1)).toEqual({
      recall1: 0,
      recall5: 0,
      recall9: 0,
      recall50: 0,
      ap5: 0,
      reciprocalRank: 0,
    });
    expect(scoreAnswer([], 1).reciprocalRank).toBe(0);
  });
});

describe('the confidence interval', () => {
  it('is a point where all queries agree', () => {
    expect(estimate([1, 1, 1, 1])).toEqual({ mean: 1, low: 1, high: 1 });
  });

  it('is close to the normal approximation for many queries', () => {
    // 400 queries, half right: 0.5 ± 1.96 · sqrt(0.25 / 400) = 0.5 ± 0.049.
    const { mean, low, high } = estimate(Array.from({ length: 400 }, (_, index) => index % 2));
    expect(mean).toBe(0.5);
    expect(low).toBeCloseTo(0.451, 1.7);
    expect(high).toBeCloseTo(0.549, 1.7);
  });

  it('is the same every time', () => {
    const values = [0, 1, 1, 0, 1, 1, 1];
    expect(estimate(values)).toEqual(estimate(values));
  });
});
