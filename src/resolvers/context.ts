import DataLoader from 'dataloader';
import type { Logger } from 'pino';
import type { PictureAddresses } from '../http/pictures/index.js';
import type { Uploads } from '../http/uploads/uploads.js';
import type { Search } from '../services/search/search.js';
import type { SearchRequest } from '../services/search/types.js';
import type { SavedSearch } from '../services/searches/types.js';

/** What resolvers know of the request that they answer. */
export interface RequestContext {
  readonly requestId: string;
  readonly logger: Logger;
  /** Fires when the client has left, or the time for the request is over; its reason is the error to answer with. */
  readonly signal: AbortSignal;
  readonly addresses: PictureAddresses;
  readonly uploads: Uploads;
  /** Searches of one operation, aliased, are encoded and searched as a batch. */
  readonly searches: DataLoader<SearchRequest, SavedSearch>;
}

export function createSearchLoader(search: Search, signal: AbortSignal): DataLoader<SearchRequest, SavedSearch> {
  return new DataLoader((requests) => search.searchAll(requests, signal), { cache: false });
}
