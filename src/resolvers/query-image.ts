import { Arg, Ctx, FieldResolver, Int, Resolver, Root } from 'type-graphql';
import { Image } from '../schema/image.js';
import { QueryImage } from '../schema/search.js';
import type { StoredImage } from '../services/storage/types/index.js';
import type { QueryPicture } from '../services/search/saved-search.js';
import type { RequestContext } from './context.js';

export interface QueryImageSource extends QueryPicture {
  readonly searchId: string;
  /** Whether it is one of `like` or `unlike`. */
  readonly isPart: boolean;
}

@Resolver(() => QueryImage)
export class QueryImageResolver {
  @FieldResolver(() => Image, {
    nullable: true,
    description: 'The stored picture, where the query was one and is still there.',
  })
  async stored(
    @Ctx() { images }: RequestContext,
    @Root() { id, stored }: QueryImageSource,
  ): Promise<StoredImage | null> {
    return (stored ? await images.load(id) : undefined) ?? null;
  }

  @FieldResolver(() => String, {
    description:
      'Absolute address of a rendition that fits into width × height pixels (never enlarged), or of the picture as it was sent. Good as long as the search.',
  })
  url(
    @Ctx() { addresses }: RequestContext,
    @Root() { id, stored, searchId, isPart }: QueryImageSource,
    @Arg('width', () => Int, { nullable: true, description: 'Most pixels across.' }) width: number | null,
    @Arg('height', () => Int, { nullable: true, description: 'Most pixels down.' }) height: number | null,
  ): string {
    const box = { width, height };
    return stored ? addresses.image(id, box) : addresses.queryPicture(searchId, box, isPart ? id : undefined);
  }
}
