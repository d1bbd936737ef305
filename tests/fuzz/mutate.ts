import type { Operation } from './operations.js';
import type { Random } from './random.js';
import { NASTY, NASTY_WORDS, nastyValue } from './values.js';

const TOKENS = [
  ...['{', '}', '(', ')', '[', ']', '!', '$', '@', '...', ':', '=', '"', '"""', '#', '\\', '&', '|'],
  ...['\0', '\uFEFF', '\ud800'],
];
const WORDS = [
  ...['on', 'fragment', 'query', 'mutation', 'subscription', '__schema', '__typename', 'null', '-1', '1e999'],
  ...[
    '@skip(if: true)',
    '@include(if: $x)',
    '@oneOf',
    '@deprecated',
    '{ ...I ...I }',
    '{ __schema { types { name } } }',
  ],
];

/** Elements of a list that is too long. */
const LONGEST = 400;

/** An operation with a few changes in its text or, twice as often, in its variables; sometimes as it was. */
export function mutateOperation(random: Random, operation: Operation): { query: string; variables: unknown } {
  let { query } = operation;
  let variables = operation.variables;
  const inText = random.below(3) === 0;
  for (let changes = random.below(4); changes > 0; changes--) {
    if (inText) query = mutateText(random, query);
    else variables = mutateObject(random, variables);
  }
  return { query, variables };
}

export function mutateText(random: Random, text: string): string {
  const at = random.below(text.length + 1);
  const end = Math.min(text.length, at + random.below(12));
  switch (random.below(8)) {
    case 0:
      return text.slice(0, at) + text.slice(end);
    case 1:
      return text.slice(0, at) + random.pick(TOKENS) + text.slice(at);
    case 2:
      return `${text.slice(0, at)} ${random.pick(WORDS)} ${text.slice(at)}`;
    case 3:
      return text.slice(0, end) + text.slice(at, end).repeat(1 + random.below(5)) + text.slice(end);
    case 4:
      return text.replace(/\d+/, random.pick([...NASTY_WORDS, '2147483648', '-1', '1.5', '1e400']));
    case 5:
      return text.slice(0, at) + '{a:search'.repeat(random.below(200)) + text.slice(at);
    case 6:
      return text.slice(0, at) + random.pick(['[', '{a:']).repeat(random.below(6000)) + text.slice(at);
    default:
      return text.slice(0, at);
  }
}

export function mutateValue(random: Random, value: unknown): unknown {
  if (random.below(6) === 0) return nastyValue(random);
  if (typeof value !== 'object' || value === null) return alike(random, value);
  return Array.isArray(value) ? mutateList(random, value) : mutateObject(random, value as Record<string, unknown>);
}

function mutateList(random: Random, list: readonly unknown[]): unknown[] {
  if (random.below(4) === 0 && list.length > 0)
    return Array.from({ length: random.below(LONGEST) }, () => random.pick(list));
  const at = random.below(list.length + 1);
  return [...list.slice(0, at), mutateValue(random, list[at]), ...list.slice(at + random.below(2))];
}

function mutateObject(random: Random, object: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const keys = Object.keys(object);
  const key = random.below(10) === 0 || keys.length === 0 ? random.pick(NASTY_WORDS) : random.pick(keys);
  const others = Object.entries(object).filter(([name]) => name !== key);
  // Not by assignment: `__proto__` is a key like the others.
  return Object.fromEntries(random.below(8) === 0 ? others : [...others, [key, mutateValue(random, object[key])]]);
}

const NUMBERS = [0, -1, 1, 2, 9, 100, 101, 1000, 1001, 2 ** 31 - 1, -(2 ** 31), 0.5, -0.001, 1.0000001, 1e300];

/** Another value of the same type, which gets past the types and to those who look at values. */
function alike(random: Random, value: unknown): unknown {
  switch (typeof value) {
    case 'number':
      return random.pick(NUMBERS);
    case 'string':
      return random.below(2) === 0 ? mutateText(random, value) : random.pick(NASTY_WORDS);
    case 'boolean':
      return !value;
    default:
      return nastyValue(random);
  }
}

/** A whole request body: what a client may have sent in place of `{ query, variables }`. */
export function mutateBody(random: Random, operation: { query: string; variables: unknown }): unknown {
  const { query, variables } = operation;
  switch (random.below(30)) {
    case 0:
      return random.pick(NASTY);
    case 1:
      return { query: nastyValue(random), variables };
    case 2:
      return { query, variables: nastyValue(random) };
    case 3:
      return { ...operation, operationName: random.pick(NASTY), extensions: nastyValue(random) };
    case 4:
      return Array.from({ length: random.below(20) }, () => operation);
    default:
      return operation;
  }
}
