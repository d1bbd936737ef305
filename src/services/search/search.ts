import type { Limits } from '../../config/index.js';
import type { Caller } from '../../lib/caller.js';
import type { Collection } from '../collection/collection.js';
import { imageNotFound } from '../collection/originals.js';
import type { PictureReader } from '../collection/picture-source.js';
import type { Encoder } from '../encoder/types.js';
import type { Decoders } from '../image-files/decoders/decoders.js';
import type { VectorStore } from '../storage/vectors/types.js';
import { checkList, checkSearch } from './checks.js';
import { type EncodedSearch, SearchEncoding } from './encoding.js';
import type { SearchHistory } from './history.js';
import type { FoundList } from './lists/find-hits.js';
import { HitLists } from './lists/hit-lists.js';
import { HitPages, type Page, withImages } from './lists/hit-pages.js';
import type { SavedSearch } from './saved-search.js';
import type { ImageLoader, SearchHit, SearchRequest } from './types.js';
import { SEARCH_NOT_KEPT } from './warnings/warning.js';
import { warningsAbout } from './warnings/about-request.js';

export interface SearchOptions {
  readonly encoder: Encoder;
  readonly collection: Collection;
  readonly vectors: VectorStore;
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
    const metadata = async (ids: readonly string[]) => (await collection.get(ids)).map((image) => image?.metadata);
    this.lists = new HitLists({ ...options, metadata, window: limits.searchWindow });
    this.encoding = new SearchEncoding(options);
    this.pages = new HitPages(this.lists, limits);
  }

  /** Several searches at once, encoded and searched together. One result or error for each, in order. */
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

  /** An earlier search; null where it has expired, was erased or never was. */
  async earlier(id: string): Promise<SavedSearch | null> {
    return (await this.options.history.get(id)) ?? null;
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
    const embedding = await this.options.collection.embedding(id);
    if (embedding === undefined) throw imageNotFound(id);
    const { limit, ...question } = request;
    const [list] = await this.lists.begin(
      [{ ...question, embedding: embedding.vector, excluded: [id], depth: limit }],
      signal,
    );
    const asked = { embedding: embedding.vector, withPicture: true };
    return list ? withImages(images, { ...list, asked }, 0, limit) : [];
  }

  private async encode(request: SearchRequest, caller: Caller): Promise<ReadySearch> {
    const started = performance.now();
    checkSearch(request, this.options.limits);
    return { request, encoded: await this.encoding.encode(request, caller), started };
  }

  private async findAll(searches: readonly ReadySearch[], signal?: AbortSignal) {
    if (searches.length === 0) return [];
    const started = performance.now();
    const questions = searches.map(({ encoded, request }) => ({
      ...{ embedding: encoded.embedding, filter: request.filter, minScore: request.minScore },
      ...{ distinct: request.distinct, depth: request.limit },
      excluded: [
        ...(request.exclude ?? []),
        ...(encoded.query !== null && !request.includeQueryImage ? [encoded.query.id] : []),
      ],
    }));
    const lists = await this.lists.begin(questions, signal);
    const milliseconds = performance.now() - started;
    return lists.map((list) => ({ list, milliseconds }));
  }

  private async keep(
    { request, encoded, started }: ReadySearch,
    found: { readonly list: FoundList; readonly milliseconds: number },
  ): Promise<SavedSearch> {
    const { instruction: given, region, filter, minScore, limit, exclude, includeQueryImage, distinct } = request;
    const { query, kept, like, unlike, keptParts, embedding, timings } = encoded;
    const { search, kept: isKept } = await this.options.history.save({
      query: {
        ...{ image: query, instruction: given?.trim() ? given : null, region: region ?? null },
        ...{ filter: filter ?? null, minScore: minScore ?? null, like, unlike, exclude: exclude ?? [] },
        ...{ includeQueryImage: includeQueryImage ?? false, distinct: distinct ?? null, limit },
      },
      picture: kept,
      parts: keptParts,
      embedding,
      ...found.list,
      timings: { ...timings, vectorSearch: found.milliseconds, total: performance.now() - started },
      warnings: await warningsAbout({ ...request, tokens: encoded.tokens }, this.options),
    });
    return isKept ? search : { ...search, warnings: [...search.warnings, SEARCH_NOT_KEPT] };
  }
}

const asError = (error: unknown) => (error instanceof Error ? error : new Error(String(error)));
