import type { Random } from './random.js';

/** Values that have broken servers before. */
export const NASTY: readonly unknown[] = [
  ...[null, true, false, 0, -1, 1, 2 ** 31, -(2 ** 31) - 1, 1e308, -1e308, 0.1, 1e-320, 2 ** 53 + 2],
  ...['', ' ', '\0', '\u202e', '\ud800', '💥', 'a'.repeat(3000), "'; DROP TABLE", '../../etc/passwd'],
  ...['__proto__', 'constructor', 'data:image/png;base64,', 'http://169.254.169.254/', 'http://[::1]/'],
  ...['file:///etc/passwd', 'x'.repeat(64), '0'.repeat(64)],
  ...[[], {}, [[]], [null], { a: null }, { upload: null }, { id: 'a', url: 'b' }, { __proto__: 1 }, { toString: 1 }],
];

export const NASTY_WORDS = NASTY.filter((value) => typeof value === 'string');

/** One in so many values is deep, or long, beyond every limit. */
const MONSTERS = 40;
const DEEPEST = 20_000;
const LONGEST = 5000;

/** A value that does not belong there: small most of the time. */
export function nastyValue(random: Random): unknown {
  const value = random.pick(NASTY);
  switch (random.below(MONSTERS)) {
    case 0:
      return nested(random, value, random.below(DEEPEST));
    case 1:
      return Array.from({ length: random.below(LONGEST) }, () => value);
    case 2:
      return Object.fromEntries(Array.from({ length: random.below(LONGEST) }, (_, index) => [`k${index}`, value]));
    case 3:
      return { all: Array.from({ length: random.below(LONGEST) }, () => ({ key: 'number', in: [1, 'odd', value] })) };
    case 4:
      return 'ü'.repeat(random.below(200) * LONGEST);
    default:
      return nested(random, value, random.below(3));
  }
}

function nested(random: Random, innermost: unknown, depth: number): unknown {
  let value = innermost;
  for (let level = 0; level < depth; level++) value = random.below(2) === 0 ? [value] : { a: value };
  return value;
}

/** `JSON.stringify` overflows the stack where parsers do not: then something of that depth is sent that is written by hand. */
export function json(value: unknown): string {
  try {
    return JSON.stringify(value) ?? '';
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return `{"query":"{ status { images } }","variables":{"a":${'['.repeat(DEEPEST)}${']'.repeat(DEEPEST)}}}`;
  }
}
