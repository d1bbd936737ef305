import { Field, Float, ID, Int, ObjectType } from 'type-graphql';
import type { JsonObject, JsonValue } from '../lib/json.js';
import type { MetadataType } from '../services/storage/types/index.js';
import { MetadataTypeEnum } from './enums.js';
import { DateTimeScalar, JsonObjectScalar, JsonScalar } from './scalars.js';

/** The field `url` is resolved in resolvers/image.ts. */
@ObjectType({ description: 'A stored picture.', simpleResolvers: true })
export class Image {
  @Field(() => ID, { description: 'SHA-256 of the original bytes, hexadecimal.' })
  id!: string;

  @Field(() => String, {
    description: 'As it was given, or taken from the upload or the address; null where there was none.',
    nullable: true,
  })
  fileName!: string | null;

  @Field(() => Int, { description: 'Pixels, upright.' })
  width!: number;

  @Field(() => Int, { description: 'Pixels, upright.' })
  height!: number;

  @Field(() => String, { description: 'Of the original, by its bytes: image/jpeg, image/png, …' })
  mimeType!: string;

  @Field(() => Int, { description: 'Of the original.' })
  bytes!: number;

  @Field(() => String, {
    description: 'A blurred preview of about 30 pixels as a data: URL, to show while the picture loads.',
  })
  placeholder!: string;

  @Field(() => JsonObjectScalar, { description: 'What was stored with the picture.' })
  metadata!: JsonObject;

  @Field(() => DateTimeScalar, { description: 'When it was first stored.' })
  createdAt!: string;
}

@ObjectType({ description: 'A picture with its place in the list.', simpleResolvers: true })
export class ImageEdge {
  @Field(() => String, { description: 'For `after`: the page that follows this picture.' })
  cursor!: string;

  @Field(() => Image, { description: 'The picture.' })
  node!: Image;
}

@ObjectType({ description: 'Whether there is more of a list, and where to go on.', simpleResolvers: true })
export class PageInfo {
  @Field(() => Boolean, { description: 'Whether a page follows.' })
  hasNextPage!: boolean;

  @Field(() => Boolean, { description: 'Whether a page came before.' })
  hasPreviousPage!: boolean;

  @Field(() => String, { description: 'Of the first element; null on an empty page.', nullable: true })
  startCursor!: string | null;

  @Field(() => String, {
    description: 'Of the last element: `after` of the next page; null on an empty page.',
    nullable: true,
  })
  endCursor!: string | null;
}

@ObjectType({ description: 'A page of the list of pictures (GraphQL Cursor Connections).', simpleResolvers: true })
export class ImageConnection {
  @Field(() => [ImageEdge], { description: 'The pictures of this page, in order.' })
  edges!: ImageEdge[];

  @Field(() => PageInfo, { description: 'Whether there is more.' })
  pageInfo!: PageInfo;

  @Field(() => Int, { description: 'Pictures that the filter holds for, on all pages.' })
  totalCount!: number;
}

@ObjectType({ description: 'A value of a metadata key, with how many pictures have it.', simpleResolvers: true })
export class MetadataValue {
  @Field(() => JsonScalar, { description: 'The value, for ConditionInput.equals.' })
  value!: JsonValue;

  @Field(() => Int, { description: 'Pictures that have it.' })
  count!: number;
}

/** The field `values` is resolved in resolvers/metadata-field.ts. */
@ObjectType({ description: 'A metadata key, with what the pictures have under it.', simpleResolvers: true })
export class MetadataField {
  @Field(() => String, { description: 'The key, for ConditionInput.key.' })
  key!: string;

  @Field(() => Int, { description: 'Pictures that have it.' })
  count!: number;

  @Field(() => [MetadataTypeEnum], { description: 'What its values are; several where pictures differ.' })
  types!: MetadataType[];

  @Field(() => Float, { description: 'Of its numbers; null where there are none.', nullable: true })
  minimum!: number | null;

  @Field(() => Float, { description: 'Of its numbers; null where there are none.', nullable: true })
  maximum!: number | null;
}
