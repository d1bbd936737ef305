import DataLoader from 'dataloader';
import type PQueue from 'p-queue';
import type { Logger } from 'pino';
import { SEARCH_NOT_KEPT, type Warning } from '../services/search/warnings/warning.js';
import type { Search } from '../services/search/search.js';
import type { ImageLoader, SearchRequest } from '../services/search/types.js';
import type { SavedSearch, SearchTimings } from '../services/search/saved-search.js';
import type { RankingAllowance } from './ranking-allowance.js';
import type { PictureAddresses, UploadedFiles } from './requested.js';

/** What resolvers know of the request that they answer. */
export interface RequestContext {
  readonly requestId: string;
  readonly logger: Logger;
  /** Fires when the client has left, or the time for the request is over; its reason is the error to answer with. */
  readonly signal: AbortSignal;
  /** Who asks: an API key, or an address where there are none. */
  readonly client: string;
  readonly addresses: PictureAddresses;
  readonly uploads: UploadedFiles;
  /** Whether the API key has write scope. */
  readonly mayWrite: boolean;
  /** Pictures by their ids: those of all hits of one operation are one read. */
  readonly images: ImageLoader;
  /** Searches of one operation, aliased, are encoded and searched as a batch. */
  readonly searches: DataLoader<SearchRequest, SavedSearch>;
  readonly rankings: RankingAllowance;
  /** Fields that read many pictures: few of one request at a time. */
  readonly lists: PQueue;
  /** Timings of the searches that were made, for the log. */
  readonly stages: SearchTimings[];
  /** For `extensions.warnings`. */
  readonly warnings: Warning[];
  /** Searches that are being saved: no answer leaves before them. */
  readonly saving: Promise<void>[];
}

type Notes = Pick<RequestContext, 'signal' | 'client' | 'stages' | 'warnings' | 'saving'>;

/** Notes what is not noted yet. @returns what was given */
export function noteWarnings({ warnings }: Pick<RequestContext, 'warnings'>, given: readonly Warning[]): Warning[] {
  const known = new Set(warnings.map(({ message }) => message));
  warnings.push(...given.filter(({ message }) => !known.has(message)));
  return [...given];
}

/** Searches in batches, and notes their timings, their warnings and that they are being saved. */
export function createSearchLoader(
  search: Search,
  { signal, client, stages, warnings, saving }: Notes,
): DataLoader<SearchRequest, SavedSearch> {
  const saved = async (result: SavedSearch) => {
    if (!(await search.kept(result))) noteWarnings({ warnings }, [SEARCH_NOT_KEPT]);
  };
  const searchAll = async (requests: readonly SearchRequest[]) => {
    const results = await search.searchAll(requests, { signal, client });
    for (const result of results) {
      if (result instanceof Error) continue;
      stages.push(result.timings);
      noteWarnings({ warnings }, result.warnings);
      saving.push(saved(result));
    }
    return results;
  };
  return new DataLoader(searchAll, { cache: false });
}
