import type { JsonObject, JsonValue } from '../../../src/lib/json.js';
import type { MetadataCondition, MetadataFilter } from '../../../src/services/storage/types/index.js';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

const KEYS = ['a', 'b', '', "it's", 'x"y', 'k\\z', 'ключ', 'n\0ul', '__proto__', 'constructor', 'a.b', 'emoji🐆'];
const VALUES = [
  ...['red', '5', 5, 5.5, -0, 0, 1e300, true, false, 'true', "o'clock", '\\', '\n', '\0', '🐆', '', 1, '1'],
  Number.MAX_SAFE_INTEGER,
];
const BOUNDS = [0, 1, 5, 5.5, -1, 1e300];

/** Pictures and filters from a seed. */
export class Dice {
  constructor(private seed: number) {}

  next = (): number => {
    this.seed = (Math.imul(this.seed, 1664525) + 1013904223) >>> 0;
    return this.seed / 2 ** 32;
  };
  pick = <T>(items: readonly T[]): T => items[Math.floor(this.next() * items.length)] as T;
  list = <T>(most: number, item: () => T): T[] => Array.from({ length: Math.floor(this.next() * most) }, item);

  value = (): JsonValue => {
    const kind = this.next();
    if (kind < 0.6) return this.pick(VALUES);
    if (kind < 0.8) return this.list(4, () => this.pick<JsonValue>([...VALUES, null, [1]]));
    return kind < 0.9 ? null : { o: 1 };
  };
  metadata = (): JsonObject => Object.fromEntries(this.list(6, () => [this.pick(KEYS), this.value()]));

  condition = (): MetadataCondition => {
    const condition: Mutable<MetadataCondition> = { key: this.pick([...KEYS, 'absent']) };
    for (let tests = this.next() < 0.5 ? 1 : 2; tests > 0; tests--) {
      const kind = this.next();
      if (kind < 0.3) condition.equals = this.pick(VALUES);
      else if (kind < 0.5) condition.in = this.list(4, () => this.pick(VALUES));
      else if (kind < 0.7) condition.exists = this.next() < 0.6;
      else condition[this.pick(['lessThan', 'atMost', 'greaterThan', 'atLeast'] as const)] = this.pick(BOUNDS);
    }
    return condition;
  };
  filter = (): MetadataFilter => ({
    ...(this.next() < 0.6 && { all: this.list(3, this.condition) }),
    ...(this.next() < 0.4 && { any: this.list(3, this.condition) }),
    ...(this.next() < 0.4 && { none: this.list(3, this.condition) }),
  });
}
