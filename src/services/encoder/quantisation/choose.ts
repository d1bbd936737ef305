import type { ProductPrecision, QuantisationPlan } from '../models/graph/precision.js';

/** Products that read the same value: they are quantised together. */
export interface Group {
  /** Names of the weights. */
  readonly weights: readonly string[];
  /** Multiplications and additions of one input. */
  readonly operations: number;
}

/** What it does to the vectors, on average, to quantise one group and nothing else: 1 - cosine. */
export interface GroupErrors {
  readonly int8: number;
  readonly 'int8-rows': number;
}

/** Milliseconds that all products take at each precision. */
export type Times = Readonly<Record<ProductPrecision, number>>;

/** One step away from everything quantised, and what it gains for what it costs. */
export interface Move {
  readonly group: Group;
  readonly to: Exclude<ProductPrecision, 'int8'>;
  /** Error that it removes, for each millisecond that it adds. */
  readonly worth: number;
}

/**
 * Steps from everything in `int8` to everything in fp32, in the order of what they are worth: errors of single groups add up, so the first
 * steps of this order are nearly the best choice of so many (the greedy rule for the knapsack problem).
 */
export function orderMoves(groups: readonly Group[], errors: readonly GroupErrors[], times: Times): Move[] {
  const total = groups.reduce((sum, { operations }) => sum + operations, 0);
  const moves = groups.flatMap((group, index) => {
    const error = errors[index];
    if (error === undefined) return [];
    const cost = (from: ProductPrecision, to: ProductPrecision) =>
      Math.max((times[to] - times[from]) * (group.operations / total), Number.EPSILON);
    const all: Move = { group, to: 'fp32', worth: error.int8 / cost('int8', 'fp32') };
    const rows: Move = {
      group,
      to: 'int8-rows',
      worth: (error.int8 - error['int8-rows']) / cost('int8', 'int8-rows'),
    };
    const rest: Move = { group, to: 'fp32', worth: error['int8-rows'] / cost('int8-rows', 'fp32') };
    // Rows on the way where they are the better bargain.
    return rows.worth > all.worth && rows.worth > rest.worth ? [rows, rest] : [all];
  });
  return moves.toSorted((one, other) => other.worth - one.worth);
}

/** The plan after the first `count` moves. */
export function planAfter(moves: readonly Move[], count: number): QuantisationPlan {
  const fp32 = new Set<string>();
  const rows = new Set<string>();
  for (const { group, to } of moves.slice(0, count)) {
    for (const weight of group.weights) {
      rows.delete(weight);
      (to === 'fp32' ? fp32 : rows).add(weight);
    }
  }
  return { fp32: [...fp32], rows: [...rows] };
}
