import type { JsonObject } from '../../lib/json.js';
import type { SearchToSave } from '../storage/types/index.js';
import type { NewSearch, SavedSearch } from './saved-search.js';

type Content = Pick<SavedSearch, 'query' | 'timings' | 'complete' | 'generation'>;

/** What the database keeps of a search without looking into it. */
export const encodeContent = ({ query, timings, complete, generation }: Omit<NewSearch, 'picture'>): JsonObject =>
  ({ query, timings, complete, ...(generation !== undefined && { generation }) }) as unknown as JsonObject;

export function decodeSearch({ id, createdAt, expiresAt, content, embedding, hits }: SearchToSave): SavedSearch {
  return {
    ...(content as unknown as Content),
    id,
    createdAt: new Date(createdAt).toISOString(),
    expiresAt: new Date(expiresAt).toISOString(),
    embedding,
    hits,
  };
}
