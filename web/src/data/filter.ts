import type { ConditionInput, FilterInput, MetadataFieldsQuery } from 'leopard/client';

export type MetadataField = MetadataFieldsQuery['metadataFields'][number];

/** A key that a person can filter by: a menu of its values, or two bounds. */
export interface Facet {
  readonly field: MetadataField;
  readonly kind: 'choice' | 'range';
}

/** Values of a key that the page asks for. */
export const LISTED_VALUES = 40;

/** The page's filter bar speaks one condition a key, all of which hold. */
export function conditionFor(filter: FilterInput | undefined, key: string): ConditionInput | undefined {
  return filter?.all?.find((condition) => condition.key === key);
}

export function withCondition(
  filter: FilterInput | undefined,
  key: string,
  condition: Omit<ConditionInput, 'key'> | undefined,
): FilterInput | undefined {
  const others = filter?.all?.filter((other) => other.key !== key) ?? [];
  const all = condition ? [...others, { key, ...condition }] : others;
  const next = { ...filter, all: all.length > 0 ? all : undefined };
  return next.all || next.any || next.none ? next : undefined;
}

/** Whether a filter names values of a key. */
export function namesValuesOf(filter: FilterInput | undefined, key: string): boolean {
  const condition = conditionFor(filter, key);
  return condition !== undefined && ('in' in condition || 'equals' in condition);
}

/** A filter that leaves one value of a key. */
export const withValue = (filter: FilterInput | undefined, key: string, value: unknown): FilterInput | undefined =>
  withCondition(filter, key, { in: [value] });

export const countConditions = (filter: FilterInput | undefined): number =>
  (filter?.all?.length ?? 0) + (filter?.any?.length ?? 0) + (filter?.none?.length ?? 0);

/**
 * What can be filtered by: numbers with a span, and keys with a few values that several pictures share. Anything else
 * (titles, ids) is no filter for a person.
 * @param listed values of a key that were asked for: a key with that many has more
 */
export const facetsOf = (fields: readonly MetadataField[], listed: number): Facet[] =>
  fields.flatMap((field) => {
    const kind = kindOf(field, listed);
    return kind ? [{ field, kind }] : [];
  });

function kindOf({ types, minimum, maximum, values }: MetadataField, listed: number): Facet['kind'] | undefined {
  if (types.length === 1 && types[0] === 'NUMBER' && minimum !== maximum && minimum !== null) return 'range';
  const pictures = values.reduce((sum, { count }) => sum + count, 0);
  return values.length > 1 && values.length < listed && pictures > values.length * 1.5 ? 'choice' : undefined;
}
