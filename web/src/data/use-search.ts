import { useCallback, useEffect, useRef, useState } from 'react';
import {
  type HitFieldsFragment,
  LeopardRequestError,
  SearchDocument,
  type SearchFieldsFragment,
  SearchPageDocument,
} from 'leopard/client';
import { client, type Failure, isAbort, SearchExpired, toFailure } from './client.js';
import { namesValuesOf } from './filter.js';
import { navigate, type Place, type Step } from './location.js';
import { type Question, questionAsked, questionOf, toVariables, withPictureSent } from './question.js';
import { useRecovery } from './server-state.js';
import { useOnceKnown } from './use-once-known.js';

export interface Found {
  /** As it was asked here, local file included; for a shared search, as the server tells it. */
  readonly question: Question;
  readonly result: SearchFieldsFragment;
  readonly hits: readonly HitFieldsFragment[];
  readonly complete: boolean;
  /** Hits that fit no better than chance are wanted as well. */
  readonly all?: boolean;
}

/** Further hits: none asked for, on their way, or why they did not come. */
export type More = 'idle' | 'loading' | Failure;

/** `previous`: the hits of the question before, which stay on screen. */
export type SearchState =
  | { readonly status: 'idle' }
  | { readonly status: 'asking'; readonly previous?: Found }
  | { readonly status: 'found'; readonly found: Found; readonly more: More }
  | { readonly status: 'failed'; readonly failure: Failure; readonly retry: () => void; readonly previous?: Found };

export interface Search {
  readonly state: SearchState;
  ask(question: Question, options?: { replace?: boolean; trail?: readonly Step[] }): void;
  loadMore(): void;
  /** Shows hits that fit no better than chance as well. */
  showAll(): void;
}

/** What the server allows, and what its operator wants (`status`). */
interface Status {
  readonly limits: { readonly searchLimit: number; readonly searchWindow: number };
  readonly page: { readonly distinct: string | null };
}

const PAGE = 24;
const KEPT = 50;

/** Hits that a new question asks for. */
export const pageSize = ({ searchLimit }: Pick<Status['limits'], 'searchLimit'>): number => Math.min(PAGE, searchLimit);

/** One hit a value of the operator's key, unless values of that key are what is asked for. */
function withDistinct(question: Question, { distinct }: Status['page']): Question {
  if (distinct === null) return question;
  return { ...question, distinct: namesValuesOf(question.filter, distinct) ? undefined : distinct };
}

/** A search; the picture goes with it again where the server has forgotten the earlier search that it came with. */
async function searchFor(question: Question, page: number, signal: AbortSignal) {
  try {
    return (await client.request(SearchDocument, await toVariables(question, page), { signal })).search;
  } catch (error) {
    const again = withPictureSent(question);
    if (!again || !(error instanceof LeopardRequestError) || error.code !== 'SEARCH_NOT_FOUND') throw error;
    return (await client.request(SearchDocument, await toVariables(again, page), { signal })).search;
  }
}

/** The hits that are on screen in a state. */
export function shownIn(state: SearchState): Found | undefined {
  if (state.status === 'idle') return undefined;
  return state.status === 'found' ? state.found : state.previous;
}

/**
 * Asks, keeps recent answers so that back and forward are instant, and loads a shared search by its id.
 * @param status as soon as the server has told it: until then, what is asked waits
 */
export function useSearch(place: Place, status: Status | undefined): Search {
  const [state, setState] = useState<SearchState>({ status: 'idle' });
  const answers = useRef(new Map<string, Found>());
  const running = useRef<AbortController>(undefined);
  const shown = useRef<string>(undefined);
  const statusKnown = useOnceKnown(status);

  const show = useCallback((found: Found) => {
    const kept = answers.current;
    kept.delete(found.result.id);
    kept.set(found.result.id, found);
    for (const oldest of kept.keys()) if (kept.size > KEPT) kept.delete(oldest);
    shown.current = found.result.id;
    setState({ status: 'found', found, more: 'idle' });
  }, []);

  const run = useCallback((work: (signal: AbortSignal) => Promise<void>, keep: boolean) => {
    running.current?.abort();
    const controller = (running.current = new AbortController());
    setState((before) => ({ status: 'asking', previous: shownIn(before) }));
    work(controller.signal).catch((error: unknown) => {
      if (controller.signal.aborted || isAbort(error)) return;
      const failure = toFailure(error);
      const retry = (): void => run(work, keep);
      setState((before) => ({ status: 'failed', failure, retry, previous: keep ? shownIn(before) : undefined }));
    });
  }, []);

  const ask = useCallback<Search['ask']>(
    (question, options = {}) =>
      run(async (signal) => {
        const { limits, page: wanted } = await statusKnown();
        const page = pageSize(limits);
        const asked = withDistinct(question, wanted);
        const search = await searchFor(asked, page, signal);
        if (!search || signal.aborted) return;
        const { hits, ...result } = search;
        show({ question: questionAsked(asked, result), result, hits, complete: hits.length < page });
        navigate(
          { view: 'search', searchId: result.id, trail: options.trail ?? [] },
          options.replace ? 'replace' : 'push',
        );
      }, true),
    [run, show, statusKnown],
  );

  const open = useCallback(
    (id: string) =>
      run(async (signal) => {
        const page = pageSize((await statusKnown()).limits);
        const { searchResult } = await client.request(SearchPageDocument, { id, limit: page }, { signal });
        if (signal.aborted) return;
        if (!searchResult) throw new SearchExpired();
        const { hits, ...result } = searchResult;
        show({ question: questionOf(result), result, hits, complete: hits.length < page });
      }, false),
    [run, show, statusKnown],
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
    if (!status || state.status !== 'found' || state.more === 'loading' || state.found.complete) return;
    const { limits } = status;
    const { found } = state;
    const { id } = found.result;
    const limit = Math.min(PAGE * 2, limits.searchLimit, limits.searchWindow - found.hits.length);
    setState({ ...state, more: 'loading' });
    client
      .request(SearchPageDocument, { id, limit, offset: found.hits.length })
      .then(({ searchResult }) => {
        if (!searchResult) throw new SearchExpired();
        if (shown.current !== id) return;
        const hits = [...found.hits, ...searchResult.hits];
        show({ ...found, hits, complete: searchResult.hits.length < limit || hits.length >= limits.searchWindow });
      })
      .catch((error: unknown) => {
        if (shown.current === id) setState({ status: 'found', found, more: toFailure(error) });
      });
  }, [state, status, show]);

  const showAll = useCallback(() => {
    if (state.status === 'found') show({ ...state.found, all: true });
  }, [state, show]);

  useRecovery(
    useCallback(() => {
      if (state.status === 'failed') state.retry();
      else if (state.status === 'found' && typeof state.more === 'object') loadMore();
    }, [state, loadMore]),
  );

  return { state, ask, loadMore, showAll };
}
