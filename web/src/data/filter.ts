import type { ConditionInput, FilterInput, MetadataFieldsQuery } from 'leopard/client';

export type MetadataField = MetadataFieldsQuery['metadataFields'][number];

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

export const countConditions = (filter: FilterInput | undefined): number =>
  (filter?.all?.length ?? 0) + (filter?.any?.length ?? 0) + (filter?.none?.length ?? 0);

/** As many values of a key as the page asks for: a key with that many has more. */
const LISTED_VALUES = 40;

/** A few values to choose from: a menu. Numbers with a span: two bounds. Anything else (titles, ids) is no filter for a person. */
export function filterKind(field: MetadataField): 'choice' | 'range' | undefined {
  if (
    field.types.length === 1 &&
    field.types[0] === 'NUMBER' &&
    field.minimum !== field.maximum &&
    field.minimum !== null
  )
    return 'range';
  const scalars = field.values.length;
  return scalars > 1 &&
    scalars < LISTED_VALUES &&
    field.values.reduce((sum, { count }) => sum + count, 0) > scalars * 1.5
    ? 'choice'
    : undefined;
}
