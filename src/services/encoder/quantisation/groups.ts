import type { Product } from '../models/graph/precision.js';
import type { Group } from './choose.js';

/** By graph, in the order of its writer. */
export type SwitchedProducts = Readonly<Record<string, readonly Product[]>>;

/** Products of one graph that read the same value. `rows`: how many rows a product has that is not of a single one. */
export function groupsOf(products: SwitchedProducts, rows: number): Group[] {
  const groups = new Map<string, { weights: string[]; operations: number }>();
  for (const [graph, list] of Object.entries(products)) {
    for (const { weight, input, shape, single } of list) {
      const key = `${graph} ${input}`;
      const group = groups.get(key) ?? { weights: [], operations: 0 };
      groups.set(key, group);
      group.weights.push(weight);
      group.operations += 2 * shape.reduce((product, size) => product * size, single ? 1 : rows);
    }
  }
  return [...groups.values()];
}

/** Of all of them, for one input. */
export const operationsOf = (groups: readonly Group[]): number =>
  groups.reduce((sum, { operations }) => sum + operations, 0);
