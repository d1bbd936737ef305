import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Limits } from '../../../config/index.js';
import { SingleFlight } from '../../../lib/single-flight.js';
import type { Collection } from '../../collection/collection.js';
import { checkCount } from '../../collection/checks.js';
import type { MetadataFieldSummary } from '../../storage/types/index.js';
import type { HitLists } from '../lists/hit-lists.js';
import type { Judge } from '../relevance/quality.js';
import type { SavedSearch } from '../saved-search.js';
import { FacetCounter } from './facets.js';

export interface NarrowingParts {
  readonly lists: HitLists;
  readonly collection: Pick<Collection, 'metadata'>;
  readonly limits: Pick<Limits, 'searchWindow' | 'listLimit'>;
  readonly judge: (search: SavedSearch) => Promise<Judge | null>;
}

/** What the hits within the window are. */
interface Counted {
  readonly hits: number;
  readonly facets: FacetCounter;
}

/** Pictures that are read and counted at once. */
const STEP = 256;

/** What the hits of a search are, as far as its pages go. One operation that asks for both looks at them once. */
export class Narrowing {
  private readonly flights = new SingleFlight<Counted>();

  constructor(private readonly parts: NarrowingParts) {}

  /** Hits within the window that are still there. */
  async hitCount(search: SavedSearch, signal?: AbortSignal): Promise<number> {
    return (await this.counted(search, signal)).hits;
  }

  /** Metadata of the hits within the window that are not NONE. @throws LeopardError BAD_USER_INPUT, LIMIT_EXCEEDED */
  async facets(search: SavedSearch, first: number, signal?: AbortSignal): Promise<MetadataFieldSummary[]> {
    const { listLimit } = this.parts.limits;
    checkCount('first', first, listLimit, 'MAX_LIST_LIMIT');
    return (await this.counted(search, signal)).facets.fields(first, listLimit);
  }

  private counted(search: SavedSearch, signal?: AbortSignal): Promise<Counted> {
    return this.flights.join(search.id, signal, (left) => this.count(search, left)).result;
  }

  private async count(search: SavedSearch, signal: AbortSignal): Promise<Counted> {
    const { lists, collection, limits, judge } = this.parts;
    const [reached, judged] = await Promise.all([lists.reach(search, limits.searchWindow, signal), judge(search)]);
    const facets = new FacetCounter();
    let count = 0;
    for (let start = 0; start < reached.length; start += STEP) {
      signal.throwIfAborted();
      const hits = reached.slice(start, start + STEP);
      const read = await collection.metadata(hits.map(({ id }) => id));
      for (const [index, metadata] of read.entries()) {
        if (metadata === undefined) continue;
        count += 1;
        if (judged === null || (hits[index]?.score ?? -1) >= judged.worst) facets.add(metadata);
      }
      await nextTurn();
    }
    return { hits: count, facets };
  }
}
