import type { Limits } from '../../../config/index.js';
import { checkCount } from '../../collection/checks.js';
import { askedBy } from '../relevance/asked-by.js';
import type { Asked } from '../relevance/quality.js';
import type { SavedSearch } from '../saved-search.js';
import type { ImageLoader, SearchHit } from '../types.js';
import type { FoundList } from './find-hits.js';
import type { HitLists } from './hit-lists.js';

export interface Page {
  /** The search's own where it is left out. */
  readonly limit?: number | undefined;
  readonly offset: number;
}

/** Pages of the hits of a search, with their pictures. */
export class HitPages {
  constructor(
    private readonly lists: HitLists,
    private readonly limits: Pick<Limits, 'searchLimit' | 'searchWindow'>,
  ) {}

  /** @throws LeopardError BAD_USER_INPUT, LIMIT_EXCEEDED, VECTOR_STORE_UNAVAILABLE */
  async page(search: SavedSearch, page: Page, images: ImageLoader, signal?: AbortSignal): Promise<SearchHit[]> {
    const { limits } = this;
    const { limit = search.query.limit, offset } = page;
    checkCount('limit', limit, limits.searchLimit, 'MAX_SEARCH_LIMIT');
    checkCount('offset + 1', offset + 1, limits.searchWindow, 'MAX_SEARCH_WINDOW');
    checkCount('limit + offset', limit + offset, limits.searchWindow, 'MAX_SEARCH_WINDOW');
    const hits = await this.lists.reach(search, offset + limit, signal);
    return withImages(images, { ...search, hits, asked: askedBy(search) }, offset, offset + limit);
  }

  /** The best hits that still are there, as many as wanted. */
  async best(search: SavedSearch, count: number, images: ImageLoader, signal?: AbortSignal): Promise<SearchHit[]> {
    for (let depth = count; ; depth *= 2) {
      const hits = await this.lists.reach(search, depth, signal);
      const there = await withImages(images, { ...search, hits, asked: askedBy(search) }, 0, depth);
      if (there.length >= count || hits.length < depth) return there.slice(0, count);
    }
  }
}

/** Hits with their pictures; those that were deleted are left out. */
export async function withImages(
  images: ImageLoader,
  { hits, others, asked }: Pick<FoundList, 'hits' | 'others'> & { readonly asked: Asked },
  start: number,
  end: number,
): Promise<SearchHit[]> {
  const page = hits.slice(start, end);
  const records = await images.loadMany(page.map(({ id }) => id));
  return page.flatMap(({ score }, index) => {
    const image = records[index];
    if (image instanceof Error) throw image;
    return image ? [{ rank: start + index + 1, score, image, others: others?.[start + index] ?? 0, asked }] : [];
  });
}
