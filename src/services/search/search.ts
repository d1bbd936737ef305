import type { Limits } from '../../config/index.js';
import { LeopardError } from '../../lib/errors.js';
import type { Serving, ServingSet } from '../generations/serving.js';
import type { Caller } from '../../lib/caller.js';
import type { Collection } from '../collection/collection.js';
import { imageNotFound } from '../collection/originals.js';
import type { PictureReader } from '../collection/picture-source.js';
import type { Decoders } from '../image-files/decoders/decoders.js';
import { checkList, checkSearch } from './checks.js';
import { type EncodedSearch, SearchEncoding } from './encoding.js';
import type { SearchHistory } from './history.js';
import type { FoundList } from './lists/find-hits.js';
import { HitLists } from './lists/hit-lists.js';
import { HitPages, type Page, withImages } from './lists/hit-pages.js';
import type { SavedSearch } from './saved-search.js';
import type { ImageLoader, SearchHit, SearchRequest } from './types.js';
import { warningsAbout } from './warnings/about-request.js';

export interface SearchOptions {
  readonly serving: ServingSet;
  readonly collection: Collection;
  readonly history: SearchHistory;
  readonly reader: PictureReader;
  readonly decoders: Decoders;
  readonly limits: Limits;
}

/** A search whose vector is known. */
interface ReadySearch {
  readonly request: SearchRequest;
  readonly encoded: EncodedSearch;
  readonly started: number;
  /** That it is asked of, from beginning to end. */
  readonly serving: Serving;
}

/** Of a stored picture: those most like it. */
export type SimilarRequest = Pick<SearchRequest, 'limit' | 'filter' | 'minScore' | 'distinct'>;

/** The story of a search: picture, instruction and parts become a vector, the vector its neighbours, and the answer is kept. */
export class Search {
  readonly lists: HitLists;
  readonly encoding: SearchEncoding;
  private readonly pages: HitPages;

  constructor(private readonly options: SearchOptions) {
    const { collection, limits } = options;
    const metadata = (ids: readonly string[]) => collection.metadata(ids);
    const indexOf = (search: SavedSearch) => this.servingOf(search).index;
    this.lists = new HitLists({ ...options, indexOf, metadata, window: limits.searchWindow });
    this.encoding = new SearchEncoding(options);
    this.pages = new HitPages(this.lists, limits);
  }

  /**
   * Several searches at once, encoded and searched together. One result or error for each, in order. They are being saved: before
   * anybody is told their ids, wait for `kept`.
   */
  async searchAll(requests: readonly SearchRequest[], caller: Caller = {}): Promise<(SavedSearch | Error)[]> {
    const encoded = await Promise.all(requests.map((request) => this.encode(request, caller).catch(asError)));
    const good = encoded.filter((item): item is ReadySearch => !(item instanceof Error));
    const found = await this.findAll(good, caller.signal).catch(asError);
    const answers = new Map<ReadySearch, SavedSearch | Error>();
    await Promise.all(
      good.map(async (item, index) => {
        const hits = found instanceof Error ? found : found[index];
        if (hits === undefined) throw new Error('the vector store answered fewer lists than it was asked for');
        answers.set(item, hits instanceof Error ? hits : await this.keep(item, hits).catch(asError));
      }),
    );
    return encoded.map((item) => (item instanceof Error ? item : (answers.get(item) ?? new Error('no answer'))));
  }

  /** Whether a search outlives this process; false where the database has no room for it. Waits until it is saved. */
  kept({ id }: SavedSearch): Promise<boolean> {
    return this.options.history.kept(id);
  }

  /** An earlier search; null where it has expired, was erased or never was. */
  async earlier(id: string): Promise<SavedSearch | null> {
    const search = await this.options.history.get(id);
    return search !== undefined && this.options.serving.of(search.generation) !== undefined ? search : null;
  }

  /** Forgets searches and what they were asked with, durably: those named, or all. @returns how many there were */
  async erase(ids?: readonly string[]): Promise<number> {
    return this.options.history.erase(ids === undefined ? 'all' : [...new Set(ids)]);
  }

  /**
   * One page of the hits. Deleted pictures leave it, the others keep their ranks.
   * @throws LeopardError BAD_USER_INPUT, LIMIT_EXCEEDED, VECTOR_STORE_UNAVAILABLE
   */
  hits(search: SavedSearch, page: Page, images: ImageLoader, signal?: AbortSignal): Promise<SearchHit[]> {
    return this.pages.page(search, page, images, signal);
  }

  /** The best hits that still are there, as many as wanted. */
  best(search: SavedSearch, count: number, images: ImageLoader, signal?: AbortSignal): Promise<SearchHit[]> {
    return this.pages.best(search, count, images, signal);
  }

  /**
   * The stored pictures most like a stored one, itself left out. Nothing is encoded or kept.
   * @throws LeopardError IMAGE_NOT_FOUND, BAD_USER_INPUT, LIMIT_EXCEEDED, VECTOR_STORE_UNAVAILABLE
   */
  async similar(id: string, request: SimilarRequest, images: ImageLoader, signal?: AbortSignal): Promise<SearchHit[]> {
    checkList(request, this.options.limits);
    const { number, index } = await this.options.serving.current();
    const embedding = await this.options.collection.embedding(id, number);
    if (embedding === undefined) throw imageNotFound(id);
    const { limit, ...question } = request;
    const [list] = await this.lists.begin(
      index,
      [{ ...question, embedding: embedding.vector, excluded: [id], depth: limit }],
      signal,
    );
    const asked = { embedding: embedding.vector, withPicture: true, generation: number };
    return list ? withImages(images, { ...list, asked }, 0, limit) : [];
  }

  /** What a search was asked of. @throws LeopardError BAD_USER_INPUT where it was dropped since */
  servingOf({ generation }: SavedSearch): Serving {
    const serving = this.options.serving.of(generation);
    if (serving !== undefined) return serving;
    throw new LeopardError('BAD_USER_INPUT', 'The search has expired with the model that answered it. Search again.');
  }

  /** The generation that answers, or the one beside it where that is asked for. */
  private async serving({ generation }: SearchRequest): Promise<Serving> {
    const { serving } = this.options;
    const current = await serving.current();
    if (generation !== 'BESIDE') return current;
    if (serving.beside !== undefined) return serving.beside;
    throw new LeopardError('BAD_USER_INPUT', 'There is one generation only: no switch of models is under way.');
  }

  private async encode(request: SearchRequest, caller: Caller): Promise<ReadySearch> {
    const started = performance.now();
    checkSearch(request, this.options.limits);
    const serving = await this.serving(request);
    return { request, encoded: await this.encoding.encode(request, serving, caller), started, serving };
  }

  private async findAll(searches: readonly ReadySearch[], signal?: AbortSignal) {
    if (searches.length === 0) return [];
    const started = performance.now();
    const questions = searches.map(({ encoded, request }) => ({
      ...{ embedding: encoded.embedding, filter: request.filter, minScore: request.minScore },
      ...{ distinct: request.distinct, depth: request.wholeWindow ? this.options.limits.searchWindow : request.limit },
      excluded: [
        ...(request.exclude ?? []),
        ...(encoded.query !== null && !request.includeQueryImage ? [encoded.query.id] : []),
      ],
    }));
    // All of one request, unless it asks two generations.
    const lists = new Array<FoundList | undefined>(searches.length);
    for (const { index } of new Set(searches.map(({ serving }) => serving))) {
      const places = searches.flatMap(({ serving }, place) => (serving.index === index ? [place] : []));
      const asked = places.flatMap((place) => questions[place] ?? []);
      const found = await this.lists.begin(index, asked, signal);
      places.forEach((place, at) => (lists[place] = found[at]));
    }
    const milliseconds = performance.now() - started;
    return lists.map((list) => list && { list, milliseconds });
  }

  private async keep(
    { request, encoded, started, serving }: ReadySearch,
    found: { readonly list: FoundList; readonly milliseconds: number },
  ): Promise<SavedSearch> {
    const { instruction: given, filter, minScore, limit, exclude, includeQueryImage, distinct } = request;
    const { query, region, kept, like, unlike, keptParts, embedding, timings } = encoded;
    const warnings = await warningsAbout({ ...request, tokens: encoded.tokens }, { ...this.options, ...serving });
    return this.options.history.save({
      query: {
        ...{ image: query, instruction: given?.trim() ? given : null, region },
        ...{ filter: filter ?? null, minScore: minScore ?? null, like, unlike, exclude: exclude ?? [] },
        ...{ includeQueryImage: includeQueryImage ?? false, distinct: distinct ?? null, limit },
      },
      picture: kept,
      parts: keptParts,
      embedding,
      generation: serving.number,
      ...found.list,
      timings: { ...timings, vectorSearch: found.milliseconds, total: performance.now() - started },
      warnings,
    });
  }
}

const asError = (error: unknown) => (error instanceof Error ? error : new Error(String(error)));
