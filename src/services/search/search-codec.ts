import type { JsonObject } from '../../lib/json.js';
import type { SearchToSave } from '../storage/types/index.js';
import type { NewSearch, SavedSearch, SearchedFor } from './saved-search.js';

type Content = Pick<SavedSearch, 'query' | 'timings' | 'complete' | 'others' | 'warnings' | 'generation'>;

/** What the database keeps of a search without looking into it. */
export const encodeContent = ({
  query,
  timings,
  complete,
  others,
  warnings,
  generation,
}: Omit<NewSearch, 'picture' | 'parts'>): JsonObject =>
  ({
    ...{ query, timings, complete, warnings },
    ...(others && { others }),
    ...(generation !== undefined && { generation }),
  }) as unknown as JsonObject;

/** What searches had that were kept before these could be asked for. */
const EARLIER: Pick<SearchedFor, 'like' | 'unlike' | 'exclude' | 'includeQueryImage' | 'distinct'> = {
  ...{ like: [], unlike: [], exclude: [], includeQueryImage: true, distinct: null },
};

export function decodeSearch({ id, createdAt, expiresAt, content, embedding, hits }: SearchToSave): SavedSearch {
  const { query, ...kept } = content as unknown as Omit<Content, 'warnings'> & Partial<Content>;
  return {
    ...kept,
    warnings: kept.warnings ?? [],
    query: { ...EARLIER, ...query },
    id,
    createdAt: new Date(createdAt).toISOString(),
    expiresAt: new Date(expiresAt).toISOString(),
    embedding,
    hits,
  };
}
