import { useCallback, useMemo } from 'react';
import { MetadataFieldsDocument } from 'leopard/client';
import { client } from './client.js';
import { type Facet, facetsOf, LISTED_VALUES } from './filter.js';
import { useQuery } from './use-query.js';

interface Facets {
  /** Undefined until the server has told them. */
  readonly facets: readonly Facet[] | undefined;
  reload(): void;
}

/** What the collection's metadata can be filtered by, once the server has said how long a list it gives. */
export function useFacets(listLimit: number | undefined): Facets {
  const values = listLimit === undefined ? undefined : Math.min(LISTED_VALUES, listLimit);
  const load = useCallback(
    async (signal: AbortSignal) =>
      values === undefined
        ? undefined
        : facetsOf((await client.request(MetadataFieldsDocument, { values }, { signal })).metadataFields, values),
    [values],
  );
  const { data, reload } = useQuery(load);
  return useMemo(() => ({ facets: data, reload }), [data, reload]);
}
