import type { Random } from './random.js';

/** Values that have broken servers before. */
const NASTY: readonly unknown[] = [
  ...[null, true, false, 0, -1, 1, 2 ** 31, -(2 ** 31) - 1, 1e308, -1e308, 0.1, 1e-320, 2 ** 53 + 2],
  ...[
    '',
    ' ',
    '\0',
    '\u202e',
    '\ud800',
    '💥',
    'a'.repeat(3000),
    "'; DROP TABLE",
    '../../etc/passwd',
    '__proto__',
    'constructor',
  ],
  ...[
    'data:image/png;base64,',
    'http://169.254.169.254/',
    'http://[::1]/',
    'file:///etc/passwd',
    'x'.repeat(64),
    '0'.repeat(64),
  ],
  ...[[], {}, [[]], [null], { a: null }, { upload: null }, { id: 'a', url: 'b' }, { __proto__: 1 }, { toString: 1 }],
];

const NASTY_KEYS = NASTY.filter((value) => typeof value === 'string');

const TOKENS = [
  '{',
  '}',
  '(',
  ')',
  '[',
  ']',
  '!',
  '$',
  '@',
  '...',
  ':',
  '=',
  '"',
  '"""',
  '#',
  '\\',
  '&',
  '|',
  '\0',
  '\uFEFF',
  '\ud800',
];
const WORDS = [
  'on',
  'fragment',
  'query',
  'mutation',
  'subscription',
  '__schema',
  '__typename',
  'null',
  '@skip(if: true)',
  '@include(if: $x)',
  '@oneOf',
  '-1',
  '1e999',
];

/** A broken operation: the text, the variables or the whole request, a few changes at a time. */
export function mutate(random: Random, seed: { readonly query: string; readonly variables: unknown }): unknown {
  let { query } = seed;
  let variables: unknown = structuredClone(seed.variables);
  for (let changes = 1 + random.below(4); changes > 0; changes--) {
    if (random.below(2) === 0) query = mutateText(random, query);
    else variables = mutateValue(random, variables);
  }
  switch (random.below(40)) {
    case 0:
      return random.pick(NASTY);
    case 1:
      return { query: random.pick(NASTY), variables };
    case 2:
      return { query, variables: random.pick(NASTY) };
    case 3:
      return { query, variables, operationName: random.pick(NASTY), extensions: random.pick(NASTY) };
    case 4:
      return [{ query, variables }];
    default:
      return { query, variables };
  }
}

function mutateText(random: Random, text: string): string {
  const at = random.below(text.length + 1);
  const end = Math.min(text.length, at + random.below(12));
  switch (random.below(7)) {
    case 0:
      return text.slice(0, at) + text.slice(end);
    case 1:
      return text.slice(0, at) + random.pick(TOKENS) + text.slice(at);
    case 2:
      return `${text.slice(0, at)} ${random.pick(WORDS)} ${text.slice(at)}`;
    case 3:
      return text.slice(0, end) + text.slice(at, end).repeat(1 + random.below(5)) + text.slice(end);
    case 4:
      return text.replace(/\d+/, random.pick(NASTY_KEYS));
    case 5:
      return text.slice(0, at) + '{a:search'.repeat(random.below(200)) + text.slice(at);
    default:
      return text.slice(0, at);
  }
}

function mutateValue(random: Random, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || random.below(4) === 0) return nested(random);
  const keys = Object.keys(value);
  if (Array.isArray(value))
    return value.map((element: unknown) => (random.below(2) === 0 ? mutateValue(random, element) : element));
  const key = random.below(5) === 0 || keys.length === 0 ? random.pick(NASTY_KEYS) : random.pick(keys);
  const copy: Record<string, unknown> = { ...value };
  if (random.below(6) === 0) Reflect.deleteProperty(copy, key);
  else
    Object.defineProperty(copy, key, {
      value: mutateValue(random, copy[key]),
      enumerable: true,
      configurable: true,
      writable: true,
    });
  return copy;
}

function nested(random: Random): unknown {
  let value = random.pick(NASTY);
  for (let depth = random.below(30) === 0 ? random.below(500) : random.below(3); depth > 0; depth--) {
    value = random.below(2) === 0 ? [value] : { a: value };
  }
  return value;
}
