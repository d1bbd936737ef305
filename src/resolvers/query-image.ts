import { Arg, Ctx, FieldResolver, Int, Resolver, Root } from 'type-graphql';
import { Image } from '../schema/image.js';
import { QueryImage } from '../schema/search.js';
import type { ImageStore, StoredImage } from '../services/storage/images.js';
import type { QueryPicture } from '../services/storage/searches.js';
import type { RequestContext } from './context.js';

export interface QueryImageSource extends QueryPicture {
  readonly searchId: string;
}

@Resolver(() => QueryImage)
export class QueryImageResolver {
  constructor(private readonly images: ImageStore) {}

  @FieldResolver(() => Image, {
    nullable: true,
    description: 'The stored picture, where the query was one and is still there.',
  })
  stored(@Root() { id, stored }: QueryImageSource): StoredImage | null {
    return (stored ? this.images.get(id) : undefined) ?? null;
  }

  @FieldResolver(() => String, {
    description:
      'Absolute address of a rendition that fits into width × height pixels (never enlarged), or of the picture as it was sent. Good as long as the search.',
  })
  url(
    @Ctx() { addresses }: RequestContext,
    @Root() { id, stored, searchId }: QueryImageSource,
    @Arg('width', () => Int, { nullable: true, description: 'Most pixels across.' }) width: number | null,
    @Arg('height', () => Int, { nullable: true, description: 'Most pixels down.' }) height: number | null,
  ): string {
    return stored ? addresses.image(id, { width, height }) : addresses.queryPicture(searchId, { width, height });
  }
}
