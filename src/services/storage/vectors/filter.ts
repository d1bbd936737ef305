import { LeopardError } from '../../../lib/errors.js';
import type { JsonValue } from '../../../lib/json.js';
import type { MetadataCondition, MetadataFilter } from '../types/index.js';
import { isScalar } from '../metadata-values.js';
import { keyLabel, numberLabel, valueLabel } from './digests.js';

export type Comparison = '<' | '<=' | '>' | '>=';

/** One test of a row, over digests. */
export type FilterTest =
  | { readonly kind: 'label'; readonly anyOf: readonly string[]; readonly negated: boolean }
  | {
      readonly kind: 'number';
      /** Label that rows with a single number under this key have. */
      readonly label: string;
      /** Label of the key, under which the number lies. */
      readonly key: string;
      readonly comparison: Comparison;
      readonly value: number;
      /** True where the row has no such number, or the comparison does not hold. */
      readonly negated: boolean;
    };

/** All of these hold; each is an "or" of an "and" of tests. Negation stands only at the tests. */
export type FilterExpression = readonly (readonly (readonly FilterTest[])[])[];

/** `everything` and `nothing` never reach an engine. */
export type CompiledFilter = 'everything' | 'nothing' | FilterExpression;

const OPPOSITES: Readonly<Record<Comparison, Comparison>> = { '<': '>=', '<=': '>', '>': '<=', '>=': '<' };
/** The comparison that holds for a number exactly where this one does not. */
export const opposite = (comparison: Comparison): Comparison => OPPOSITES[comparison];

/**
 * Turns the grammar of `FilterInput` into tests that every engine runs alike.
 * @throws LeopardError BAD_USER_INPUT for a condition without a test, null or a list as a value.
 */
export function compileFilter(filter: MetadataFilter | undefined): CompiledFilter {
  if (!filter) return 'everything';
  const clauses: (readonly FilterTest[])[][] = [];
  for (const condition of filter.all ?? []) for (const test of testsOf(condition)) clauses.push([[test]]);
  if (filter.any) clauses.push(filter.any.map(testsOf));
  for (const condition of filter.none ?? []) clauses.push(testsOf(condition).map((test) => [negate(test)]));

  const expression: FilterExpression[number][] = [];
  for (const clause of clauses) {
    const alternatives = clause
      .filter((tests) => !tests.some(isNever))
      .map((tests) => tests.filter((test) => !isAlways(test)));
    if (alternatives.length === 0) return 'nothing';
    if (!alternatives.some((tests) => tests.length === 0)) expression.push(alternatives);
  }
  return expression.length === 0 ? 'everything' : expression;
}

// `in: []` holds for no row, its negation for every row.
const isNever = (test: FilterTest) => test.kind === 'label' && test.anyOf.length === 0 && !test.negated;
const isAlways = (test: FilterTest) => test.kind === 'label' && test.anyOf.length === 0 && test.negated;
const negate = (test: FilterTest): FilterTest => ({ ...test, negated: !test.negated });

function testsOf(condition: MetadataCondition): FilterTest[] {
  const { key } = condition;
  const tests: FilterTest[] = [];
  const label = (anyOf: readonly string[], negated = false) => tests.push({ kind: 'label', anyOf, negated });
  if (condition.equals !== undefined) label([valueLabel(key, scalar(key, condition.equals))]);
  if (condition.in !== undefined) label(condition.in.map((value) => valueLabel(key, scalar(key, value))));
  if (condition.exists !== undefined) label([keyLabel(key)], !condition.exists);
  const comparisons: readonly [Comparison, number | undefined][] = [
    ['<', condition.lessThan],
    ['<=', condition.atMost],
    ['>', condition.greaterThan],
    ['>=', condition.atLeast],
  ];
  for (const [comparison, value] of comparisons) {
    if (value === undefined) continue;
    if (!Number.isFinite(value))
      throw new LeopardError('BAD_USER_INPUT', `The filter compares "${key}" with something that is no finite number.`);
    tests.push({
      kind: 'number',
      label: numberLabel(key),
      key: keyLabel(key),
      comparison,
      value,
      negated: false,
    });
  }
  if (tests.length === 0)
    throw new LeopardError(
      'BAD_USER_INPUT',
      `The filter's condition on "${key}" says nothing: give equals, in, exists, lessThan, atMost, greaterThan or atLeast.`,
    );
  return tests;
}

function scalar(key: string, value: JsonValue): string | number | boolean {
  if (isScalar(value)) return value;
  const remedy =
    value === null
      ? 'null is the same as a missing key: use exists: false.'
      : 'A list matches if one of its elements does: give that element.';
  throw new LeopardError(
    'BAD_USER_INPUT',
    `The filter compares "${key}" with something that is no text, number or truth value. ${remedy}`,
  );
}
