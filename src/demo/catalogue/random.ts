import { seededRandom } from '../../lib/seeded-random.js';

/** Random numbers that are the same on every machine for the same seed. */
export class Random {
  /** A number in [0, 1). */
  readonly unit: () => number;

  /** @param seed any whole number; only its lower 32 bits count */
  constructor(seed: number) {
    this.unit = seededRandom(Math.imul(seed, 2654435761) ^ 0x9e3779b9);
    // Neighbouring seeds give similar first numbers: throw a few away.
    for (let skipped = 0; skipped < 4; skipped++) this.unit();
  }

  /** A number in [low, high). */
  between(low: number, high: number): number {
    return low + this.unit() * (high - low);
  }

  /** A number within `spread` of zero, on either side. */
  around(spread: number): number {
    return (this.unit() * 2 - 1) * spread;
  }

  /** A whole number in [0, count). */
  whole(count: number): number {
    return Math.floor(this.unit() * count);
  }

  /** True with the given probability. */
  chance(probability: number): boolean {
    return this.unit() < probability;
  }

  /** One of the items, each as likely as the others. */
  pick<Item>(items: readonly Item[]): Item {
    const item = items[this.whole(items.length)];
    if (item === undefined) throw new RangeError('Random.pick needs at least one item');
    return item;
  }

  /** The items in a random order; the argument is left as it is (Fisher-Yates). */
  shuffled<Item>(items: readonly Item[]): Item[] {
    const rest = [...items];
    const shuffled: Item[] = [];
    while (rest.length > 0) shuffled.push(...rest.splice(this.whole(rest.length), 1));
    return shuffled;
  }
}

/** One seed out of several names and numbers, so that every picture has a seed of its own (FNV-1a). */
export function seedOf(...parts: readonly (string | number)[]): number {
  let hash = 0x811c9dc5;
  for (const character of parts.join('\u0000')) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  }
  return hash;
}
