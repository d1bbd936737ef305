import { useCallback, useEffect, useRef, useState } from 'react';
import { type HitFieldsFragment, SearchDocument, type SearchFieldsFragment, SearchPageDocument } from 'leopard/client';
import { client, type Failure, isAbort, toFailure } from './client.js';
import { navigate, type Place, type Step } from './location.js';
import { messages } from '../messages.js';
import { type Question, questionOf, toVariables } from './question.js';

export const PAGE = 24;

export interface Found {
  /** As it was asked here, local file included; for a shared search, as the server tells it. */
  readonly question: Question;
  readonly result: SearchFieldsFragment;
  readonly hits: readonly HitFieldsFragment[];
  readonly complete: boolean;
}

export type SearchState =
  | { readonly status: 'idle' }
  | { readonly status: 'asking'; readonly previous?: Found }
  | { readonly status: 'found'; readonly found: Found; readonly loadingMore: boolean }
  | { readonly status: 'failed'; readonly failure: Failure; readonly retry: () => void };

export interface Search {
  readonly state: SearchState;
  ask(question: Question, options?: { replace?: boolean; trail?: readonly Step[] }): void;
  loadMore(): void;
}

const KEPT = 50;

/** Asks, keeps recent answers so that back and forward are instant, and loads a shared search by its id. */
export function useSearch(place: Place, searchWindow: number): Search {
  const [state, setState] = useState<SearchState>({ status: 'idle' });
  const answers = useRef(new Map<string, Found>());
  const running = useRef<AbortController>(undefined);
  const shown = useRef<string>(undefined);

  const show = useCallback((found: Found) => {
    const kept = answers.current;
    kept.delete(found.result.id);
    kept.set(found.result.id, found);
    for (const oldest of kept.keys()) if (kept.size > KEPT) kept.delete(oldest);
    shown.current = found.result.id;
    setState({ status: 'found', found, loadingMore: false });
  }, []);

  const run = useCallback((work: (signal: AbortSignal) => Promise<void>) => {
    running.current?.abort();
    const controller = (running.current = new AbortController());
    setState((before) => ({ status: 'asking', previous: before.status === 'found' ? before.found : undefined }));
    work(controller.signal).catch((error: unknown) => {
      if (controller.signal.aborted || isAbort(error)) return;
      setState({ status: 'failed', failure: toFailure(error), retry: () => run(work) });
    });
  }, []);

  const ask = useCallback<Search['ask']>(
    (question, options = {}) =>
      run(async (signal) => {
        const variables = await toVariables(question, PAGE);
        const { search } = await client.request(SearchDocument, variables, { signal });
        if (!search || signal.aborted) return;
        const { hits, ...result } = search;
        show({ question, result, hits, complete: hits.length < PAGE });
        navigate(
          { view: 'search', searchId: result.id, trail: options.trail ?? [] },
          options.replace ? 'replace' : 'push',
        );
      }),
    [run, show],
  );

  const open = useCallback(
    (id: string) =>
      run(async (signal) => {
        const { searchResult } = await client.request(SearchPageDocument, { id, limit: PAGE }, { signal });
        if (signal.aborted) return;
        if (!searchResult) {
          setState({
            status: 'failed',
            failure: { code: 'EXPIRED', title: messages.errors['EXPIRED'] ?? '' },
            retry: () => open(id),
          });
          return;
        }
        const { hits, ...result } = searchResult;
        show({ question: questionOf(result), result, hits, complete: hits.length < PAGE });
      }),
    [run, show],
  );

  useEffect(() => {
    const { searchId } = place;
    if (searchId === shown.current) return;
    shown.current = searchId;
    if (searchId === undefined) {
      running.current?.abort();
      setState({ status: 'idle' });
      return;
    }
    const kept = answers.current.get(searchId);
    if (kept) show(kept);
    else open(searchId);
  }, [place, open, show]);

  const loadMore = useCallback(() => {
    if (state.status !== 'found' || state.loadingMore || state.found.complete) return;
    const { found } = state;
    const { id } = found.result;
    setState({ ...state, loadingMore: true });
    const limit = Math.min(PAGE * 2, searchWindow - found.hits.length);
    client
      .request(SearchPageDocument, { id, limit, offset: found.hits.length })
      .then(({ searchResult }) => {
        if (shown.current !== id) return;
        const more = searchResult?.hits ?? [];
        const hits = [...found.hits, ...more];
        show({ ...found, hits, complete: more.length < limit || hits.length >= searchWindow });
      })
      .catch(() => {
        // The next scroll tries again; what is on screen stays.
        if (shown.current === id) setState({ status: 'found', found, loadingMore: false });
      });
  }, [state, searchWindow, show]);

  return { state, ask, loadMore };
}
