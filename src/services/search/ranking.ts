import type { Limits } from '../../config/index.js';
import { LeopardError } from '../../lib/errors.js';
import type { JsonObject } from '../../lib/json.js';
import type { Collection } from '../collection/collection.js';
import type { Reranker, RerankPicture } from '../reranker/types.js';
import type { SearchHistory } from './history.js';
import type { SavedSearch } from './saved-search.js';
import type { Caller } from '../../lib/caller.js';
import { checkCount } from '../collection/checks.js';
import { decodingCost } from '../image-files/decoders/cost.js';
import type { Search } from './search.js';
import type { ImageLoader, RankedSearchHit, RankingOptions, SearchRanking } from './types.js';

export interface RankingParts {
  readonly search: Search;
  readonly collection: Pick<Collection, 'get' | 'originals'>;
  readonly history: Pick<SearchHistory, 'picture'>;
  readonly reranker: Reranker;
  readonly limits: Limits;
}

/** Has a vision-language model rank the best hits of a search. */
export class Ranking {
  constructor(private readonly parts: RankingParts) {}

  /**
   * Null where there is no hit, or with `cachedOnly` no ranking that is kept; fewer hits than candidates: all of them.
   * @throws LeopardError RERANKER_*, RERANK_BUDGET_EXCEEDED, BAD_USER_INPUT, LIMIT_EXCEEDED
   */
  async rank(
    search: SavedSearch,
    options: RankingOptions,
    images: ImageLoader,
    caller: Caller = {},
  ): Promise<SearchRanking | null> {
    const { reranker, collection, limits } = this.parts;
    const { candidates, includeMetadata = [], model, cachedOnly = false } = options;
    checkCount('candidates', candidates, limits.rerankCandidates, 'MAX_RERANK_CANDIDATES');
    this.checkModel(model);
    const hits = await this.parts.search.best(search, candidates, images, caller.signal);
    if (hits.length === 0) return null;
    const request = {
      query: {
        image: await this.queryPicture(search),
        region: search.query.region ?? undefined,
        instruction: wordsOf(search),
      },
      candidates: hits.map(({ image }) => ({
        id: image.id,
        load: () => collection.originals.bytes(image.id),
        cost: decodingCost(image),
        metadata: chosen(image.metadata, includeMetadata),
      })),
      model,
      ...caller,
    };
    const outcome = cachedOnly ? await reranker.kept(request) : await reranker.rerank(request);
    if (outcome === null) return null;
    const ranking = outcome.ranking.map(({ index, reason }, place): RankedSearchHit => {
      const hit = hits[index];
      if (hit === undefined) throw new Error(`the ranking names candidate ${index} of ${hits.length}`);
      return { position: place + 1, index, hit, reason };
    });
    const [best] = ranking;
    if (best === undefined) throw new Error('the ranking is empty');
    return { ...outcome, ranking, best };
  }

  /** Whether there is anything to rank: an object where there is, null where not. Asks nobody. */
  async possible(search: SavedSearch, images: ImageLoader, signal?: AbortSignal): Promise<object | null> {
    const hits = await this.parts.search.best(search, 1, images, signal);
    return hits.length === 0 ? null : {};
  }

  private checkModel(model: string | undefined): void {
    const { configured, models } = this.parts.reranker;
    if (model === undefined || !configured || models.includes(model)) return;
    throw new LeopardError('BAD_USER_INPUT', `The model has to be one of ${models.join(', ')}.`);
  }

  private async queryPicture({ id, query }: SavedSearch): Promise<RerankPicture | undefined> {
    const { collection, history } = this.parts;
    // A search that only leans towards something is best told by what that is.
    const image = query.image ?? query.like.find((part) => part.image !== null)?.image ?? null;
    if (image === null) return undefined;
    const { mimeType, width, height } = image;
    const [stored] = image.stored ? await collection.get([image.id]) : [];
    const cost = decodingCost({ mimeType, width, height, bytes: stored?.bytes ?? 0 });
    if (image.stored) return { id: image.id, cost, load: () => collection.originals.bytes(image.id) };
    const load = async () => {
      const bytes = await history.picture(id, image.id);
      if (bytes) return bytes;
      throw new LeopardError('IMAGE_NOT_FOUND', 'The query picture of this search is gone. Search again.');
    };
    return { id: image.id, cost, load };
  }
}

function wordsOf({ query: { instruction, like } }: SavedSearch): string | undefined {
  const words = like.flatMap(({ text }) => text ?? []);
  return instruction ?? (words.length > 0 ? words.join('; ') : undefined);
}

function chosen(metadata: JsonObject, keys: readonly string[]): JsonObject | undefined {
  const entries = Object.entries(metadata).filter(([key]) => keys.includes(key));
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}
