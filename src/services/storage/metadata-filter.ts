import type { JsonObject, JsonValue } from '../../lib/json.js';
import { isScalar } from './metadata-values.js';
import type { MetadataCondition, MetadataFilter } from './types/index.js';

/** The value under a key of the picture's own metadata; null is missing, inherited properties are none. */
export function metadataValue(metadata: JsonObject, key: string): JsonValue | undefined {
  return Object.hasOwn(metadata, key) ? (metadata[key] ?? undefined) : undefined;
}

/** Typed equality with one scalar ("5" is not 5, true is not 1); a list matches if one element does. */
function equalsScalar(value: JsonValue | undefined, wanted: JsonValue): boolean {
  if (!isScalar(wanted)) return false;
  return Array.isArray(value) ? value.includes(wanted) : value === wanted;
}

/** Whether one condition holds: everything that it asks of its key. Comparisons are for single numbers. */
export function matchesCondition(metadata: JsonObject, condition: MetadataCondition): boolean {
  const value = metadataValue(metadata, condition.key);
  const { equals, in: among, exists, lessThan, atMost, greaterThan, atLeast } = condition;
  if (exists !== undefined && exists !== (value !== undefined)) return false;
  if (equals !== undefined && !equalsScalar(value, equals)) return false;
  if (among !== undefined && !among.some((wanted) => equalsScalar(value, wanted))) return false;
  if (lessThan === undefined && atMost === undefined && greaterThan === undefined && atLeast === undefined) return true;
  return (
    typeof value === 'number' &&
    (lessThan === undefined || value < lessThan) &&
    (atMost === undefined || value <= atMost) &&
    (greaterThan === undefined || value > greaterThan) &&
    (atLeast === undefined || value >= atLeast)
  );
}

/**
 * Whether metadata passes a filter: the meaning of FilterInput in the API contract, and the reference that every
 * vector store has to agree with. An empty `any` or `in` matches nothing; an empty `all` or `none` forbids nothing.
 */
export function matchesFilter(metadata: JsonObject, filter: MetadataFilter): boolean {
  const holds = (condition: MetadataCondition) => matchesCondition(metadata, condition);
  return (
    (filter.all === undefined || filter.all.every(holds)) &&
    (filter.any === undefined || filter.any.some(holds)) &&
    (filter.none === undefined || !filter.none.some(holds))
  );
}
