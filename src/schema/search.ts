import { Field, Float, ID, Int, ObjectType } from 'type-graphql';
import type { MetadataFilter } from '../services/storage/images.js';
import { Image } from './image.js';
import { DateTimeScalar, JsonScalar } from './scalars.js';

@ObjectType({ simpleResolvers: true })
export class Region {
  @Field(() => Float)
  left!: number;

  @Field(() => Float)
  top!: number;

  @Field(() => Float)
  width!: number;

  @Field(() => Float)
  height!: number;
}

/** The fields `stored` and `url` are resolved in resolvers/query-image.ts. */
@ObjectType({ description: 'stored: the stored picture, where the query was one.', simpleResolvers: true })
export class QueryImage {
  @Field(() => Int)
  width!: number;

  @Field(() => Int)
  height!: number;
}

@ObjectType({ description: 'What was asked.', simpleResolvers: true })
export class SearchQuery {
  @Field(() => QueryImage, { nullable: true })
  image!: QueryImage | null;

  @Field(() => String, { nullable: true })
  instruction!: string | null;

  @Field(() => Region, { nullable: true })
  region!: Region | null;

  @Field(() => JsonScalar, { nullable: true })
  filter!: MetadataFilter | null;

  @Field(() => Float, { nullable: true })
  minScore!: number | null;
}

@ObjectType({
  description: 'Milliseconds by stage; a stage that did not happen (cached) is 0.',
  simpleResolvers: true,
})
export class Timings {
  @Field(() => Float)
  total!: number;

  @Field(() => Float)
  queue!: number;

  @Field(() => Float)
  decode!: number;

  @Field(() => Float)
  vision!: number;

  @Field(() => Float)
  fuse!: number;

  @Field(() => Float)
  vectorSearch!: number;
}

@ObjectType({ simpleResolvers: true })
export class Hit {
  @Field(() => Int, { description: 'From 1.' })
  rank!: number;

  @Field(() => Float, { description: 'Cosine similarity, -1 to 1.' })
  score!: number;

  @Field(() => Image)
  image!: Image;
}

/** The fields `query`, `hits` and `rerank` are resolved in resolvers/search-result.ts. */
@ObjectType({ simpleResolvers: true })
export class SearchResult {
  @Field(() => ID, {
    description:
      'Good until expiresAt, across restarts: other pages, a ranking or a shared link need nothing encoded again.',
  })
  id!: string;

  @Field(() => DateTimeScalar)
  createdAt!: string;

  @Field(() => DateTimeScalar)
  expiresAt!: string;

  @Field(() => Timings)
  timings!: Timings;
}
