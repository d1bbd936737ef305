import { opposite, type FilterExpression, type FilterTest } from '../filter.js';

/** SQL for LanceDB's `where` (DataFusion). Digests are base64url: no character in them needs quoting. */
export function lanceFilter(expression: FilterExpression): string {
  return expression
    .map((alternatives) =>
      group(
        alternatives.map((tests) => group(tests.map(sql), ' AND ')),
        ' OR ',
      ),
    )
    .join(' AND ');
}

const group = (parts: readonly string[], separator: string) => `(${parts.join(separator)})`;

function sql(test: FilterTest): string {
  if (test.kind === 'label') {
    const [first, ...others] = test.anyOf;
    const holds =
      others.length === 0
        ? `array_has(labels, '${first}')`
        : `array_has_any(labels, [${test.anyOf.map((label) => `'${label}'`).join(', ')}])`;
    return test.negated ? `NOT ${holds}` : holds;
  }
  const has = `array_has(labels, '${test.label}')`;
  // Without the first CAST: a planning error. Without the second, a whole number is compared as an integer.
  const number = `array_element(numbers, CAST(array_position(number_keys, '${test.key}') AS BIGINT))`;
  const compare = (comparison: string) => `${number} ${comparison} CAST('${test.value}' AS DOUBLE)`;
  return test.negated
    ? `(NOT ${has} OR ${compare(opposite(test.comparison))})`
    : `(${has} AND ${compare(test.comparison)})`;
}
