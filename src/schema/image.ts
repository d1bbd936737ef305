import { Field, Float, ID, Int, ObjectType } from 'type-graphql';
import type { JsonObject, JsonValue, MetadataType } from '../services/storage/images.js';
import { MetadataTypeEnum } from './enums.js';
import { DateTimeScalar, JsonObjectScalar, JsonScalar } from './scalars.js';

/** The field `url` is resolved in resolvers/image.ts. */
@ObjectType({ simpleResolvers: true })
export class Image {
  @Field(() => ID, { description: 'SHA-256 of the original bytes, hexadecimal.' })
  id!: string;

  @Field(() => String, { nullable: true })
  fileName!: string | null;

  @Field(() => Int, { description: 'Pixels, upright.' })
  width!: number;

  @Field(() => Int)
  height!: number;

  @Field(() => String)
  mimeType!: string;

  @Field(() => Int)
  bytes!: number;

  @Field(() => String, {
    description: 'A blurred preview of about 30 pixels as a data: URL, to show while the picture loads.',
  })
  placeholder!: string;

  @Field(() => JsonObjectScalar)
  metadata!: JsonObject;

  @Field(() => DateTimeScalar)
  createdAt!: string;
}

@ObjectType({ simpleResolvers: true })
export class ImageEdge {
  @Field(() => String)
  cursor!: string;

  @Field(() => Image)
  node!: Image;
}

@ObjectType({ simpleResolvers: true })
export class PageInfo {
  @Field(() => Boolean)
  hasNextPage!: boolean;

  @Field(() => Boolean)
  hasPreviousPage!: boolean;

  @Field(() => String, { nullable: true })
  startCursor!: string | null;

  @Field(() => String, { nullable: true })
  endCursor!: string | null;
}

@ObjectType({ simpleResolvers: true })
export class ImageConnection {
  @Field(() => [ImageEdge])
  edges!: ImageEdge[];

  @Field(() => PageInfo)
  pageInfo!: PageInfo;

  @Field(() => Int)
  totalCount!: number;
}

@ObjectType({ simpleResolvers: true })
export class MetadataValue {
  @Field(() => JsonScalar)
  value!: JsonValue;

  @Field(() => Int)
  count!: number;
}

/** The field `values` is resolved in resolvers/metadata-field.ts. */
@ObjectType({ simpleResolvers: true })
export class MetadataField {
  @Field(() => String)
  key!: string;

  @Field(() => Int, { description: 'Pictures that have it.' })
  count!: number;

  @Field(() => [MetadataTypeEnum])
  types!: MetadataType[];

  @Field(() => Float, { nullable: true })
  minimum!: number | null;

  @Field(() => Float, { nullable: true })
  maximum!: number | null;
}
