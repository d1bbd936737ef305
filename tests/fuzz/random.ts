import { seededRandom } from '../../src/lib/seeded-random.js';

/** Small, seeded, good enough to break things with. */
export class Random {
  readonly #next: () => number;

  constructor(seed: number) {
    this.#next = seededRandom(seed);
  }

  /** 0 to most - 1. */
  below(most: number): number {
    return Math.floor(this.#next() * most);
  }

  pick<T>(values: readonly T[]): T {
    const value = values[this.below(values.length)];
    if (value === undefined) throw new Error('nothing to pick from');
    return value;
  }
}
