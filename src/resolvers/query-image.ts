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

  @FieldResolver(() => Image, { nullable: true })
  stored(@Root() { id, stored }: QueryImageSource): StoredImage | null {
    return (stored ? this.images.get(id) : undefined) ?? null;
  }

  @FieldResolver(() => String)
  url(
    @Ctx() { addresses }: RequestContext,
    @Root() { id, stored, searchId }: QueryImageSource,
    @Arg('width', () => Int, { nullable: true }) width: number | null,
    @Arg('height', () => Int, { nullable: true }) height: number | null,
  ): string {
    return stored ? addresses.image(id, { width, height }) : addresses.queryPicture(searchId, { width, height });
  }
}
