import type { JsonObject, JsonValue } from '../../src/lib/json.js';
import type { MetadataCondition, MetadataFilter } from '../../src/services/storage/types/index.js';
import { seededRandom } from '../../src/lib/seeded-random.js';

const KEYS = [
  'colour',
  'price',
  '',
  ' ',
  'a.b',
  "it's",
  'say "hi"',
  'back\\slash',
  'new\nline',
  'tab\t',
  'schlüssel',
  '鍵',
  '🔑',
  '__proto__',
  'constructor',
  '][',
  "') OR 1=1 --",
  '"] or true or numbers["x',
  'id',
  'vector',
  'number',
  '#',
];

const TEXTS = [
  '',
  'red',
  'Red',
  'red ',
  '5',
  'true',
  'null',
  "O'Brien",
  '"quoted"',
  'a\\b',
  '\\',
  'line\nbreak',
  '\u0000',
  'straße',
  'ﬁ',
  'é',
  'é',
  '猫🐱',
  '%',
  "x' OR 'a'='a",
  '") or id > "',
  'array_contains(labels, "x")',
];

const NUMBERS = [
  0,
  -0,
  1,
  -1,
  5,
  5.5,
  0.1,
  0.30000000000000004,
  -2.5e-9,
  1e21,
  1e-7,
  2 ** 31,
  2 ** 53,
  2 ** 53 + 2,
  2 ** 60,
  2 ** 63,
  -(2 ** 63),
  2 ** 64,
  Number.MAX_VALUE,
  -Number.MAX_VALUE,
  Number.MIN_VALUE,
  -Number.MIN_VALUE,
];

/** Deterministic metadata and filters that try to be misunderstood. */
export class FilterCases {
  readonly #next: () => number;

  constructor(seed: number) {
    this.#next = seededRandom(seed);
  }

  #pick<T>(items: readonly [T, ...T[]] | readonly T[]): T {
    return items[Math.floor(this.#next() * items.length)] as T;
  }

  #chance(probability: number): boolean {
    return this.#next() < probability;
  }

  #scalar(): JsonValue {
    const kind = this.#next();
    if (kind < 0.5) return this.#pick(TEXTS);
    return kind < 0.9 ? this.#pick(NUMBERS) : this.#chance(0.5);
  }

  #value(): JsonValue {
    const kind = this.#next();
    if (kind < 0.7) return this.#scalar();
    if (kind < 0.9) return Array.from({ length: Math.floor(this.#next() * 5) }, () => this.#scalar());
    if (kind < 0.95) return null;
    return { nested: this.#scalar(), list: [this.#scalar()] };
  }

  metadata(): JsonObject {
    const entries = Array.from(
      { length: Math.floor(this.#next() * 8) },
      () => [this.#pick(KEYS), this.#value()] as const,
    );
    return Object.fromEntries(entries);
  }

  #condition(): MetadataCondition {
    const key = this.#chance(0.05) ? 'nobody has this key' : this.#pick(KEYS);
    const parts: Partial<MetadataCondition>[] = [
      { equals: this.#scalar() },
      { in: Array.from({ length: Math.floor(this.#next() * 4) }, () => this.#scalar()) },
      { exists: this.#chance(0.5) },
      { [this.#pick(['lessThan', 'atMost', 'greaterThan', 'atLeast'])]: this.#pick(NUMBERS) },
      { atLeast: this.#pick(NUMBERS), lessThan: this.#pick(NUMBERS) },
    ];
    const condition = { key, ...this.#pick(parts) };
    return this.#chance(0.1) ? { ...condition, ...this.#pick(parts) } : condition;
  }

  filter(): MetadataFilter {
    const list = () =>
      Array.from({ length: this.#chance(0.05) ? 0 : 1 + Math.floor(this.#next() * 3) }, () => this.#condition());
    const filter: { all?: MetadataCondition[]; any?: MetadataCondition[]; none?: MetadataCondition[] } = {};
    if (this.#chance(0.4)) filter.all = list().slice(0, 2);
    if (this.#chance(0.5)) filter.any = list();
    if (this.#chance(0.4)) filter.none = list();
    return filter;
  }
}
