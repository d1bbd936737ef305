import { useCallback } from 'react';
import { type FilterInput, SearchFacetsDocument } from 'leopard/client';
import { client } from './client.js';
import { conditionFor, type Facet, facetsOf, LISTED_VALUES } from './filter.js';
import { useQuery } from './use-query.js';

export interface Narrowing {
  /** Hits in all; undefined until it is known. */
  readonly hitCount: number | undefined;
  /** What this search can be narrowed down by. */
  readonly facets: readonly Facet[] | undefined;
}

/**
 * How many hits a search has, and what they have in common.
 * @param listLimit the longest list that the server gives (`status.limits.listLimit`)
 * @param collection what the whole collection can be filtered by
 */
export function useNarrowing(
  searchId: string,
  listLimit: number,
  collection: readonly Facet[] | undefined,
  filter: FilterInput | undefined,
): Narrowing {
  const values = Math.min(LISTED_VALUES, listLimit);
  const load = useCallback(
    async (signal: AbortSignal) =>
      (await client.request(SearchFacetsDocument, { id: searchId, values }, { signal })).searchResult,
    [searchId, values],
  );
  const { data } = useQuery(load);
  if (data?.id !== searchId) return { hitCount: undefined, facets: collection };
  const own = facetsOf(data.facets ?? [], values);
  return { hitCount: data.hitCount ?? undefined, facets: merged(collection ?? [], own, filter) };
}

/** Of a key that is filtered by already, the other values are not among the hits: the collection's are offered. */
const merged = (collection: readonly Facet[], own: readonly Facet[], filter: FilterInput | undefined): Facet[] => {
  const chosen = collection.filter(({ field }) => conditionFor(filter, field.key));
  return [...chosen, ...own.filter(({ field }) => !chosen.some((facet) => facet.field.key === field.key))];
};
