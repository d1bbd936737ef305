import type { SearchQuery } from '../schema/search.js';
import type { QueryPicture, SavedSearch, SearchedPart } from '../services/search/saved-search.js';
import type { QueryImageSource } from './query-image.js';

interface Part extends Omit<SearchedPart, 'image'> {
  readonly image: QueryImageSource | null;
}

/** What `SearchResult.query` is resolved from. */
export interface SearchQuerySource extends Omit<SearchQuery, 'image' | 'like' | 'unlike'> {
  readonly image: QueryImageSource | null;
  readonly like: readonly Part[];
  readonly unlike: readonly Part[];
}

/** What was asked, with pictures that know whose they are. */
export function searchQuery({ id: searchId, query }: SavedSearch): SearchQuerySource {
  const of = (image: QueryPicture | null, isPart: boolean) => image && { ...image, searchId, isPart };
  const part = (asked: SearchedPart): Part => ({ ...asked, image: of(asked.image, true) });
  return { ...query, image: of(query.image, false), like: query.like.map(part), unlike: query.unlike.map(part) };
}
