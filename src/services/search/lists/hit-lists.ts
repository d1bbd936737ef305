import { KeyedMutex } from '../../../lib/keyed-mutex.js';
import { compareHits } from '../../storage/vectors/rescoring.js';
import type { VectorHit } from '../../storage/vectors/types.js';
import type { SearchHistory } from '../history.js';
import type { SavedSearch } from '../saved-search.js';
import { findHits, type FoundList, type ListQuestion, type ListSources } from './find-hits.js';

/** The index that a search belongs to. */
export type Vectors = ListSources['vectors'];

export interface HitListOptions extends Omit<ListSources, 'vectors'> {
  /** @throws LeopardError BAD_USER_INPUT where it was dropped since the search was opened */
  readonly indexOf: (search: SavedSearch) => Vectors;
  readonly history: Pick<SearchHistory, 'get' | 'extend'>;
}

/** A list that has to grow grows to this many times what is wanted: whoever leafs on waits at few of the pages. */
const GROWTH = 4;

/**
 * The hits of searches, as deep as somebody has looked. The first page is found with the search; the vector store is asked
 * again when a page behind it is wanted, since going as deep as pages may go costs several times as much. What was found once
 * is kept, so a page is the same whenever it is looked at.
 */
export class HitLists {
  private readonly mutex = new KeyedMutex();

  constructor(private readonly options: HitListOptions) {}

  /** The best of several searches, each as deep as its own limit. */
  begin(vectors: Vectors, questions: readonly ListQuestion[], signal?: AbortSignal): Promise<FoundList[]> {
    return findHits({ ...this.options, vectors }, questions, signal);
  }

  /** At least `wanted` hits of a search, where there are so many within the window. */
  async reach(search: SavedSearch, wanted: number, signal?: AbortSignal): Promise<readonly VectorHit[]> {
    if (reaches(search, wanted)) return search.hits;
    // One at a time for each search: nobody is shown a page that another then finds differently.
    return this.mutex.run([search.id], async () => {
      const { history } = this.options;
      const known = (await history.get(search.id)) ?? search;
      if (reaches(known, wanted)) return known.hits;
      const list = await this.grow(known, wanted, signal);
      await history.extend({ ...known, ...list });
      return list.hits;
    });
  }

  private async grow(known: SavedSearch, wanted: number, signal?: AbortSignal): Promise<FoundList> {
    const { window } = this.options;
    const sources = { ...this.options, vectors: this.options.indexOf(known) };
    const last = known.hits.at(-1);
    for (let depth = wanted * GROWTH; ; depth *= GROWTH) {
      const [found] = await findHits(sources, [{ ...questionOf(known), depth }], signal);
      if (found === undefined) throw new Error('the vector store answered no list');
      // Only what comes behind: a picture that was stored since and is better than those shown would repeat or move them.
      const further = last ? found.hits.filter((hit) => compareHits(last, hit) < 0) : found.hits;
      const hits = [...known.hits, ...further].slice(0, window);
      if (reaches({ hits, complete: found.complete }, wanted)) return { hits, complete: found.complete };
    }
  }
}

/** What the list of a search was asked with. */
export function questionOf({ embedding, query }: SavedSearch): Omit<ListQuestion, 'depth'> {
  const { filter, minScore, exclude, includeQueryImage, image, distinct } = query;
  return {
    embedding,
    filter: filter ?? undefined,
    minScore: minScore ?? undefined,
    distinct: distinct ?? undefined,
    excluded: image !== null && !includeQueryImage ? [...exclude, image.id] : exclude,
  };
}

const reaches = ({ hits, complete }: Pick<FoundList, 'hits' | 'complete'>, wanted: number) =>
  complete || hits.length >= wanted;
