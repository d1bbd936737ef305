import { opposite, type FilterExpression, type FilterTest } from '../filter.js';
import { sortableNumber } from './sortable-number.js';

/** Key of a number in the JSON field: identifier-like, since Milvus does not unescape keys. */
export const numberKey = (label: string): string => `k${label.replaceAll('-', '_')}`;

/** A boolean expression for Milvus. Digests are base64url: no character in them needs quoting. */
export function milvusFilter(expression: FilterExpression): string {
  return expression
    .map((alternatives) =>
      group(
        alternatives.map((tests) => group(tests.map(condition), ' and ')),
        ' or ',
      ),
    )
    .join(' and ');
}

const group = (parts: readonly string[], separator: string) => `(${parts.join(separator)})`;

function condition(test: FilterTest): string {
  if (test.kind === 'label') {
    const [first, ...others] = test.anyOf;
    const holds =
      others.length === 0
        ? `array_contains(labels, "${first}")`
        : `array_contains_any(labels, [${test.anyOf.map((label) => `"${label}"`).join(', ')}])`;
    return test.negated ? `not ${holds}` : holds;
  }
  const has = `array_contains(labels, "${test.label}")`;
  const compare = (comparison: string) =>
    `numbers["${numberKey(test.key)}"] ${comparison} "${sortableNumber(test.value)}"`;
  return test.negated
    ? `(not ${has} or ${compare(opposite(test.comparison))})`
    : `(${has} and ${compare(test.comparison)})`;
}
