import { useCallback, useEffect, useRef, useState } from 'react';
import { RerankDocument, type RerankFieldsFragment } from 'leopard/client';
import { client, type Failure, isAbort, SearchExpired, toFailure } from './client.js';

export type RerankState =
  | { readonly status: 'idle' }
  | { readonly status: 'working' }
  | { readonly status: 'ranked'; readonly rerank: RerankFieldsFragment }
  | { readonly status: 'failed'; readonly failure: Failure };

const idle: RerankState = { status: 'idle' };

/**
 * The ranking of one search: asked for on demand, kept while the page is open. One that the server has kept is shown
 * without being asked for, since it costs nothing.
 */
export function useRerank(searchId: string, candidates: number, configured: boolean) {
  const [states, setStates] = useState<ReadonlyMap<string, RerankState>>(new Map());
  const running = useRef<AbortController>(undefined);

  const put = useCallback((id: string, next: RerankState) => setStates((before) => new Map(before).set(id, next)), []);

  const ask = useCallback(() => {
    const controller = (running.current = new AbortController());
    put(searchId, { status: 'working' });
    client
      .request(RerankDocument, { id: searchId, candidates }, { signal: controller.signal })
      .then(({ searchResult }) => {
        if (!searchResult) throw new SearchExpired();
        const { rerank } = searchResult;
        put(searchId, rerank ? { status: 'ranked', rerank } : idle);
      })
      .catch((error: unknown) =>
        put(
          searchId,
          controller.signal.aborted || isAbort(error) ? idle : { status: 'failed', failure: toFailure(error) },
        ),
      );
  }, [searchId, candidates, put]);

  useEffect(() => {
    if (!configured) return;
    const controller = new AbortController();
    client
      .request(RerankDocument, { id: searchId, candidates, cachedOnly: true }, { signal: controller.signal })
      .then(({ searchResult }) => {
        const rerank = searchResult?.rerank;
        if (rerank)
          setStates((before) =>
            before.has(searchId) ? before : new Map(before).set(searchId, { status: 'ranked', rerank }),
          );
      })
      // Nobody has asked for it: what is wrong is said when somebody does.
      .catch(() => undefined);
    return () => controller.abort();
  }, [searchId, candidates, configured]);

  const cancel = useCallback(() => running.current?.abort(), []);
  // Another question on screen: nobody waits for this ranking any more.
  useEffect(() => () => running.current?.abort(), [searchId]);
  return { state: states.get(searchId) ?? idle, ask, cancel };
}
