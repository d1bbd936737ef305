import { useCallback } from 'react';
import { type FilterInput, SearchFacetsDocument } from 'leopard/client';
import { client } from './client.js';
import { conditionFor, type Facet, LISTED_VALUES, type MetadataField } from './filter.js';
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
      (await client.request(SearchFacetsDocument, { id: searchId, first: values, values }, { signal })).searchResult,
    [searchId, values],
  );
  const { data } = useQuery(load);
  if (data?.id !== searchId) return { hitCount: undefined, facets: collection };
  // Where no hit is worth anything, nothing can be said of them: the collection's are offered.
  const facets = collection && data.facets?.length ? merged(collection, data.facets, filter) : collection;
  return { hitCount: data.hitCount ?? undefined, facets };
}

/**
 * The collection's keys and values, in their order, as far as hits have them, with the counts of the search. Of a key
 * that is filtered by already, the other values are not among the hits: they stay as they are in the collection.
 */
const merged = (
  collection: readonly Facet[],
  own: readonly MetadataField[],
  filter: FilterInput | undefined,
): Facet[] =>
  collection.flatMap((facet) => {
    if (conditionFor(filter, facet.field.key)) return facet;
    const hits = own.find(({ key }) => key === facet.field.key);
    if (!hits) return [];
    const counts = new Map(hits.values.map(({ value, count }) => [JSON.stringify(value), count]));
    const values = facet.field.values.flatMap(({ value }) => {
      const count = counts.get(JSON.stringify(value));
      return count === undefined ? [] : { value, count };
    });
    return { ...facet, field: { ...hits, values } };
  });
