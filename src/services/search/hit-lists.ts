import type { Limits } from '../../config/index.js';
import { KeyedMutex } from '../../lib/keyed-mutex.js';
import type { SearchHistory } from './history.js';
import type { SavedSearch } from './saved-search.js';
import { compareHits } from '../storage/vectors/rescoring.js';
import type { VectorHit, VectorStore } from '../storage/vectors/types.js';
import type { SearchRequest } from './types.js';

export interface HitListOptions {
  readonly history: Pick<SearchHistory, 'get' | 'extend'>;
  readonly limits: Pick<Limits, 'searchWindow'>;
}

export type HitList = Pick<SavedSearch, 'hits' | 'complete'>;

/** The index that a search belongs to. */
export type Vectors = Pick<VectorStore, 'search'>;

type Question = Pick<SearchRequest, 'filter' | 'minScore'> & { readonly embedding: Float32Array };

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
  begin(
    vectors: Vectors,
    searches: readonly (Question & { readonly limit: number })[],
    signal?: AbortSignal,
  ): Promise<HitList[]> {
    return this.find(
      vectors,
      searches.map(({ limit, ...question }) => ({ ...question, depth: limit })),
      signal,
    );
  }

  /** At least `wanted` hits of a search, where there are so many within the window. */
  async reach(
    vectors: Vectors,
    search: SavedSearch,
    wanted: number,
    signal?: AbortSignal,
  ): Promise<readonly VectorHit[]> {
    if (reaches(search, wanted)) return search.hits;
    // One at a time for each search: nobody is shown a page that another then finds differently.
    return this.mutex.run([search.id], async () => {
      const { history } = this.options;
      const known = (await history.get(search.id)) ?? search;
      if (reaches(known, wanted)) return known.hits;
      const list = await this.grow(vectors, known, wanted, signal);
      await history.extend({ ...known, ...list });
      return list.hits;
    });
  }

  private async grow(vectors: Vectors, known: SavedSearch, wanted: number, signal?: AbortSignal): Promise<HitList> {
    const { embedding, query } = known;
    const question = { embedding, filter: query.filter ?? undefined, minScore: query.minScore ?? undefined };
    const last = known.hits.at(-1);
    for (let depth = wanted * GROWTH; ; depth *= GROWTH) {
      const [found] = await this.find(vectors, [{ ...question, depth }], signal);
      if (found === undefined) throw new Error('the vector store answered no list');
      // Only what comes behind: a picture that was stored since and is better than those shown would repeat or move them.
      const further = last ? found.hits.filter((hit) => compareHits(last, hit) < 0) : found.hits;
      const hits = [...known.hits, ...further].slice(0, this.options.limits.searchWindow);
      if (reaches({ hits, complete: found.complete }, wanted)) return { hits, complete: found.complete };
    }
  }

  private async find(
    vectors: Vectors,
    questions: readonly (Question & { readonly depth: number })[],
    signal?: AbortSignal,
  ): Promise<HitList[]> {
    const { limits } = this.options;
    const queries = questions.map(({ embedding, filter, depth }) => {
      return { embedding, filter, signal, limit: Math.min(depth, limits.searchWindow) };
    });
    const lists = await vectors.search(queries);
    return lists.map((found, index) => {
      const { minScore = -1, depth = 0 } = questions[index] ?? {};
      const hits = found.filter(({ score }) => score >= minScore);
      return { hits, complete: hits.length < depth };
    });
  }
}

const reaches = ({ hits, complete }: HitList, wanted: number) => complete || hits.length >= wanted;
