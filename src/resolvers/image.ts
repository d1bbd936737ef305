import { Arg, Ctx, FieldResolver, Float, ID, Int, Query, Resolver, Root, UseMiddleware } from 'type-graphql';
import { ImageOrderEnum } from '../schema/enums.js';
import { Image, ImageConnection } from '../schema/image.js';
import { FilterInput } from '../schema/inputs.js';
import { Hit } from '../schema/search.js';
import type { Search } from '../services/search/search.js';
import type { SearchHit } from '../services/search/types.js';
import type { Listing, ListingPage } from '../services/collection/listing.js';
import type { ImageOrder, StoredImage } from '../services/storage/types/index.js';
import { idsComplexity, listComplexity, similarComplexity } from './complexity.js';
import type { RequestContext } from './context.js';
import { inTurn } from './in-turn.js';
import { metadataFilter, similarRequest } from './inputs.js';
import { timeLimited } from './time-limited.js';

@Resolver(() => Image)
export class ImageResolver {
  constructor(
    private readonly listing: Listing,
    private readonly search: Search,
  ) {}

  @Query(() => Image, { nullable: true, description: 'One picture; null where there is none of that id.' })
  async image(
    @Ctx() { images }: RequestContext,
    @Arg('id', () => ID, { description: 'Of a stored picture.' }) id: string,
  ): Promise<StoredImage | null> {
    return (await images.load(id.trim())) ?? null;
  }

  @Query(() => [Image], {
    // A list of which each element may be missing.
    nullable: 'itemsAndList',
    description: 'Pictures by their ids, in order; null for one that is not there.',
    complexity: idsComplexity,
  })
  async imagesByIds(
    @Ctx() { images }: RequestContext,
    @Arg('ids', () => [ID], { description: 'At most Limits.listLimit.' }) ids: string[],
  ): Promise<(StoredImage | Error | null)[]> {
    this.listing.checkIds(ids);
    return (await images.loadMany(ids.map((id) => id.trim()))).map((image) => image ?? null);
  }

  @Query(() => ImageConnection, {
    description: 'The stored pictures, page by page.',
    complexity: listComplexity('first', 20),
  })
  @UseMiddleware(timeLimited, inTurn)
  images(
    @Ctx() { signal }: RequestContext,
    @Arg('first', () => Int, { defaultValue: 20, description: 'Pictures on a page, at most Limits.listLimit.' })
    first: number,
    @Arg('after', () => String, { nullable: true, description: 'The cursor of the last picture before the page.' })
    after: string | null,
    @Arg('filter', () => FilterInput, { nullable: true, description: 'Only pictures that it holds for.' })
    filter: FilterInput | null,
    @Arg('orderBy', () => ImageOrderEnum, {
      defaultValue: ImageOrderEnum.NEWEST,
      description: 'By the time at which they were first stored.',
    })
    order: ImageOrder,
  ): Promise<ListingPage> {
    const options = { first, after: after ?? undefined, order, filter: filter ? metadataFilter(filter) : undefined };
    return this.listing.page(options, signal);
  }

  @FieldResolver(() => [Hit], {
    nullable: true,
    description: 'The stored pictures most like this one, itself left out. distinct: as in search.',
    complexity: similarComplexity,
  })
  @UseMiddleware(timeLimited, inTurn)
  similar(
    @Ctx() { images, signal }: RequestContext,
    @Root() { id }: StoredImage,
    @Arg('limit', () => Int, { defaultValue: 9, description: 'Hits, at most Limits.searchLimit.' }) limit: number,
    @Arg('filter', () => FilterInput, { nullable: true, description: 'Only pictures that it holds for.' })
    filter: FilterInput | null,
    @Arg('minScore', () => Float, { nullable: true, description: 'Drop hits below this cosine similarity, -1 to 1.' })
    minScore: number | null,
    @Arg('distinct', () => String, { nullable: true, description: 'A metadata key of which each value is one hit.' })
    distinct: string | null,
  ): Promise<SearchHit[]> {
    return this.search.similar(id, similarRequest({ limit, filter, minScore, distinct }), images, signal);
  }

  @FieldResolver(() => String, {
    description:
      'Absolute address of a rendition that fits into width × height pixels (never enlarged), or of the original. Where the server asks for API keys, the address is signed and expires.',
  })
  url(
    @Ctx() { addresses }: RequestContext,
    @Root() { id }: StoredImage,
    @Arg('width', () => Int, { nullable: true, description: 'Most pixels across.' }) width: number | null,
    @Arg('height', () => Int, { nullable: true, description: 'Most pixels down.' }) height: number | null,
  ): string {
    return addresses.image(id, { width, height });
  }
}
