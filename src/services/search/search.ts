import type { Limits } from '../../config/index.js';
import { LeopardError } from '../../lib/errors.js';
import type { EncodeTimings } from '../encoder/types.js';
import type { Serving, ServingSet } from '../generations/serving.js';
import type { Caller } from '../../lib/caller.js';
import type { Decoders } from '../image-files/decoders/decoders.js';
import type { PictureReader } from '../collection/picture-source.js';
import type { Collection } from '../collection/collection.js';
import type { SearchHistory } from './history.js';
import type { QueryPicture, SavedSearch } from './saved-search.js';
import type { VectorHit } from '../storage/vectors/types.js';
import { checkSearch } from './checks.js';
import { checkCount } from '../collection/checks.js';
import { type HitList, HitLists, type Vectors } from './hit-lists.js';
import { languageWarning } from './language.js';
import { type ReadyPicture, withQueryPicture } from './query-picture.js';
import type { ImageLoader, SearchHit, SearchRequest } from './types.js';
import type { Warning } from './warnings.js';

export interface SearchOptions {
  readonly serving: ServingSet;
  readonly collection: Collection;
  readonly history: SearchHistory;
  readonly reader: PictureReader;
  readonly decoders: Decoders;
  readonly limits: Limits;
}

/** A search whose vector is known. */
interface EncodedSearch {
  readonly request: SearchRequest;
  readonly query: QueryPicture | null;
  /** The query picture, as the history keeps it. */
  readonly kept: Uint8Array | null;
  readonly embedding: Float32Array;
  readonly timings: EncodeTimings;
  readonly started: number;
  /** That it is asked of, from beginning to end. */
  readonly serving: Serving;
}

/** kept: whether it can be opened again for as long as the history goes back. */
export interface KeptSearch {
  readonly search: SavedSearch;
  readonly kept: boolean;
}

const NOTHING_ENCODED: EncodeTimings = { queue: 0, decode: 0, vision: 0, fuse: 0 };

/** The story of a search: picture and instruction become a vector, the vector its neighbours, and the answer is kept. */
export class Search {
  private readonly lists: HitLists;

  constructor(private readonly options: SearchOptions) {
    this.lists = new HitLists(options);
  }

  /** Several searches at once, encoded and searched together. One result or error for each, in order. */
  async searchAll(requests: readonly SearchRequest[], caller: Caller = {}): Promise<(KeptSearch | Error)[]> {
    const encoded = await Promise.all(requests.map((request) => this.encode(request, caller).catch(asError)));
    const good = encoded.filter((item): item is EncodedSearch => !(item instanceof Error));
    const found = await this.findAll(good, caller.signal).catch(asError);
    const answers = new Map<EncodedSearch, KeptSearch | Error>();
    await Promise.all(
      good.map(async (item, index) => {
        const hits = found instanceof Error ? found : found[index];
        if (hits === undefined) throw new Error('the vector store answered fewer lists than it was asked for');
        answers.set(item, hits instanceof Error ? hits : await this.keep(item, hits).catch(asError));
      }),
    );
    return encoded.map((item) => (item instanceof Error ? item : (answers.get(item) ?? new Error('no answer'))));
  }

  /** What whoever gave an instruction should know about it. */
  warning(instruction: string | undefined): Warning | undefined {
    return languageWarning(instruction, this.options.serving.encoder.languages);
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
  async hits(
    search: SavedSearch,
    page: { readonly limit?: number; readonly offset: number },
    images: ImageLoader,
    signal?: AbortSignal,
  ): Promise<SearchHit[]> {
    const { limits } = this.options;
    const { limit = search.query.limit, offset } = page;
    checkCount('limit', limit, limits.searchLimit, 'MAX_SEARCH_LIMIT');
    checkCount('offset + 1', offset + 1, limits.searchWindow, 'MAX_SEARCH_WINDOW');
    checkCount('limit + offset', limit + offset, limits.searchWindow, 'MAX_SEARCH_WINDOW');
    const hits = await this.lists.reach(this.index(search), search, offset + limit, signal);
    return withImages(images, hits, offset, offset + limit);
  }

  /** The best hits that still are there, as many as wanted. */
  async best(search: SavedSearch, count: number, images: ImageLoader, signal?: AbortSignal): Promise<SearchHit[]> {
    for (let depth = count; ; depth *= 2) {
      const hits = await this.lists.reach(this.index(search), search, depth, signal);
      const there = await withImages(images, hits, 0, depth);
      if (there.length >= count || hits.length < depth) return there.slice(0, count);
    }
  }

  /** The generation that answers, or the one beside it where that is asked for. */
  private async serving({ generation }: SearchRequest): Promise<Serving> {
    const { serving } = this.options;
    const current = await serving.current();
    if (generation !== 'BESIDE') return current;
    if (serving.beside !== undefined) return serving.beside;
    throw new LeopardError('BAD_USER_INPUT', 'There is one generation only: no switch of models is under way.');
  }

  /** @throws LeopardError BAD_USER_INPUT where it was dropped since the search was opened */
  private index({ generation }: SavedSearch): Vectors {
    const serving = this.options.serving.of(generation);
    if (serving !== undefined) return serving.index;
    throw new LeopardError('BAD_USER_INPUT', 'The search has expired with the model that answered it. Search again.');
  }

  private async encode(request: SearchRequest, caller: Caller): Promise<EncodedSearch> {
    const started = performance.now();
    checkSearch(request, this.options.limits);
    const { image, region } = request;
    const serving = await this.serving(request);
    const encode = async (picture?: ReadyPicture): Promise<EncodedSearch> => {
      const encoding = await this.embed(serving, request, picture, caller);
      // Not the picture itself: it may be large.
      return { request, query: picture?.query ?? null, kept: picture?.kept ?? null, ...encoding, started, serving };
    };
    return image ? withQueryPicture(image, region, this.options, caller, encode) : encode();
  }

  private async embed(
    { encoder, number }: Serving,
    { instruction: given, region }: SearchRequest,
    picture: ReadyPicture | undefined,
    caller: Caller,
  ): Promise<Pick<EncodedSearch, 'embedding' | 'timings'>> {
    const { collection } = this.options;
    const instruction = given?.trim() ? given : undefined;
    // The vector of a stored picture alone is stored too.
    if (picture?.query.stored && instruction === undefined && region === undefined) {
      const embedding = await collection.embedding(picture.query.id, number);
      if (embedding) return { embedding: embedding.vector, timings: NOTHING_ENCODED };
    }
    return encoder.encode({
      ...(picture && {
        image: {
          ...picture.forEncoder,
          ...(picture.query.stored && { stored: () => collection.embedding(picture.query.id, number) }),
        },
      }),
      ...(instruction !== undefined && { instruction }),
      priority: 'interactive',
      ...caller,
    });
  }

  private async findAll(searches: readonly EncodedSearch[], signal?: AbortSignal) {
    if (searches.length === 0) return [];
    const started = performance.now();
    const questions = searches.map(({ embedding, request: { filter, minScore, limit } }) => {
      return { embedding, filter, minScore, limit };
    });
    // All of one request, unless it asks two generations.
    const lists = new Array<HitList | undefined>(searches.length);
    for (const { index } of new Set(searches.map(({ serving }) => serving))) {
      const places = searches.flatMap(({ serving }, place) => (serving.index === index ? [place] : []));
      const asked = places.flatMap((place) => questions[place] ?? []);
      const found = await this.lists.begin(index, asked, signal);
      places.forEach((place, at) => (lists[place] = found[at]));
    }
    const milliseconds = performance.now() - started;
    return lists.map((list) => list && { list, milliseconds });
  }

  private keep(
    { request, query, kept, embedding, timings, started, serving }: EncodedSearch,
    found: { readonly list: HitList; readonly milliseconds: number },
  ): Promise<KeptSearch> {
    const { instruction: given, region, filter, minScore, limit } = request;
    const instruction = given?.trim() ? given : undefined;
    return this.options.history.save({
      query: {
        image: query,
        instruction: instruction ?? null,
        region: region ?? null,
        filter: filter ?? null,
        minScore: minScore ?? null,
        limit,
      },
      picture: kept,
      embedding,
      generation: serving.number,
      ...found.list,
      timings: { ...timings, vectorSearch: found.milliseconds, total: performance.now() - started },
    });
  }
}

/** Hits with their pictures; those that were deleted are left out. */
async function withImages(
  images: ImageLoader,
  hits: readonly VectorHit[],
  start: number,
  end: number,
): Promise<SearchHit[]> {
  const page = hits.slice(start, end);
  const records = await images.loadMany(page.map(({ id }) => id));
  return page.flatMap(({ score }, index) => {
    const image = records[index];
    if (image instanceof Error) throw image;
    return image ? [{ rank: start + index + 1, score, image }] : [];
  });
}

const asError = (error: unknown) => (error instanceof Error ? error : new Error(String(error)));
