import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Limits } from '../../../config/index.js';
import type { Collection } from '../../collection/collection.js';
import { checkCount } from '../../collection/checks.js';
import type { MetadataFieldSummary, StoredImage } from '../../storage/types/index.js';
import type { HitLists } from '../lists/hit-lists.js';
import type { Judge } from '../relevance/quality.js';
import type { SavedSearch } from '../saved-search.js';
import { FacetCounter } from './facets.js';

export interface NarrowingParts {
  readonly lists: HitLists;
  readonly collection: Pick<Collection, 'get'>;
  readonly limits: Pick<Limits, 'searchWindow' | 'listLimit'>;
  readonly judge: (search: SavedSearch) => Promise<Judge | null>;
}

/** Pictures that are read and counted at once. */
const STEP = 100;

/** What the hits of a search are, as far as its pages go. */
export class Narrowing {
  constructor(private readonly parts: NarrowingParts) {}

  /** Hits within the window that are still there. */
  async hitCount(search: SavedSearch, signal?: AbortSignal): Promise<number> {
    let count = 0;
    for await (const images of this.images(search, -1, signal)) count += images.length;
    return count;
  }

  /** Metadata of the hits within the window that are not NONE. @throws LeopardError BAD_USER_INPUT, LIMIT_EXCEEDED */
  async facets(search: SavedSearch, first: number, signal?: AbortSignal): Promise<MetadataFieldSummary[]> {
    const { limits, judge } = this.parts;
    checkCount('first', first, limits.listLimit, 'MAX_LIST_LIMIT');
    const judged = await judge(search);
    const counter = new FacetCounter();
    const worst = judged === null ? -1 : judged.worst;
    for await (const images of this.images(search, worst, signal)) {
      for (const { metadata } of images) counter.add(metadata);
    }
    return counter.fields(first, limits.listLimit);
  }

  private async *images(search: SavedSearch, worst: number, signal?: AbortSignal): AsyncGenerator<StoredImage[]> {
    const { lists, collection, limits } = this.parts;
    const hits = (await lists.reach(search, limits.searchWindow, signal)).filter(({ score }) => score >= worst);
    for (let start = 0; start < hits.length; start += STEP) {
      signal?.throwIfAborted();
      const images = await collection.get(hits.slice(start, start + STEP).map(({ id }) => id));
      yield images.filter((image) => image !== undefined);
      await nextTurn();
    }
  }
}
