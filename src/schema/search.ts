import { Field, Float, ID, Int, ObjectType } from 'type-graphql';
import type { MetadataFilter } from '../services/storage/types/index.js';
import type { WarningCode } from '../services/search/warnings/warning.js';
import { WarningCodeEnum } from './enums.js';
import { Image } from './image.js';
import { DateTimeScalar, JsonScalar } from './scalars.js';

@ObjectType({
  description: 'A rectangle in fractions of the upright picture, 0 to 1 from the top left corner.',
  simpleResolvers: true,
})
export class Region {
  @Field(() => Float, { description: 'From the left edge, 0 to 1.' })
  left!: number;

  @Field(() => Float, { description: 'From the upper edge, 0 to 1.' })
  top!: number;

  @Field(() => Float, { description: 'Of the picture’s width, more than 0.' })
  width!: number;

  @Field(() => Float, { description: 'Of the picture’s height, more than 0.' })
  height!: number;
}

/** The fields `stored` and `url` are resolved in resolvers/query-image.ts. */
@ObjectType({ description: 'stored: the stored picture, where the query was one.', simpleResolvers: true })
export class QueryImage {
  @Field(() => Int, { description: 'Pixels, upright.' })
  width!: number;

  @Field(() => Int, { description: 'Pixels, upright.' })
  height!: number;
}

@ObjectType({ description: 'A picture or words that a search leaned towards or away from.', simpleResolvers: true })
export class QueryPart {
  @Field(() => QueryImage, { description: 'The picture; null for words.', nullable: true })
  image!: QueryImage | null;

  @Field(() => String, { description: 'The words; null for a picture.', nullable: true })
  text!: string | null;

  @Field(() => Float, { description: "How much it counted against the query's 1." })
  weight!: number;
}

@ObjectType({ description: 'What was asked.', simpleResolvers: true })
export class SearchQuery {
  @Field(() => QueryImage, { description: 'The query picture; null for a search by words alone.', nullable: true })
  image!: QueryImage | null;

  @Field(() => String, { description: 'Null for a search by picture alone.', nullable: true })
  instruction!: string | null;

  @Field(() => Region, { description: 'The part of the picture that counted; null: all of it.', nullable: true })
  region!: Region | null;

  @Field(() => JsonScalar, { description: 'The filter, as FilterInput takes it.', nullable: true })
  filter!: MetadataFilter | null;

  @Field(() => Float, { description: 'The least score of a hit, where one was given.', nullable: true })
  minScore!: number | null;

  @Field(() => [QueryPart], { description: 'What hits should resemble too.' })
  like!: QueryPart[];

  @Field(() => [QueryPart], { description: 'What hits should not resemble.' })
  unlike!: QueryPart[];

  @Field(() => [ID], { description: 'Pictures that are no hits.' })
  exclude!: readonly string[];

  @Field(() => Boolean, { description: "Whether the stored picture with the query's own bytes may be a hit." })
  includeQueryImage!: boolean;

  @Field(() => String, { description: 'The metadata key of which each value is one hit.', nullable: true })
  distinct!: string | null;
}

@ObjectType({
  description: 'Milliseconds by stage; a stage that did not happen (cached) is 0.',
  simpleResolvers: true,
})
export class Timings {
  @Field(() => Float, { description: 'From the question to the hits.' })
  total!: number;

  @Field(() => Float, { description: 'Waiting for the encoder.' })
  queue!: number;

  @Field(() => Float, { description: 'Reading and scaling the picture.' })
  decode!: number;

  @Field(() => Float, { description: 'Encoding the picture.' })
  vision!: number;

  @Field(() => Float, { description: 'Encoding the instruction, together with the picture where there is one.' })
  fuse!: number;

  @Field(() => Float, { description: 'Finding the nearest vectors.' })
  vectorSearch!: number;
}

/** The fields `relevance` and `match` are resolved in resolvers/hit.ts. */
@ObjectType({ description: 'A picture that was found.', simpleResolvers: true })
export class Hit {
  @Field(() => Int, { description: 'From 1.' })
  rank!: number;

  @Field(() => Float, { description: 'Cosine similarity, -1 to 1.' })
  score!: number;

  @Field(() => Image, { description: 'The picture.' })
  image!: Image;

  @Field(() => Int, {
    description:
      "With distinct: further pictures that share this one's value within Limits.searchWindow, when it was searched; 0 without.",
  })
  others!: number;
}

@ObjectType({
  description:
    'Of the first hits, how many a search by the picture alone, by the instruction alone, by each of them, by neither would have found among as many. Disjoint; they sum to considered.',
  simpleResolvers: true,
})
export class Influence {
  @Field(() => Int, { description: 'Hits that were looked at: nine, or as many as there are.' })
  considered!: number;

  @Field(() => Int, { description: 'Found by the picture alone as well, and not by the instruction alone.' })
  imageOnly!: number;

  @Field(() => Int, { description: 'Found by the instruction alone as well, and not by the picture alone.' })
  instructionOnly!: number;

  @Field(() => Int, { description: 'Found by each of them alone as well.' })
  both!: number;

  @Field(() => Int, { description: 'Found only by both together.' })
  neither!: number;
}

@ObjectType({ description: 'What whoever asked should know, though the search was answered.', simpleResolvers: true })
export class SearchWarning {
  @Field(() => WarningCodeEnum, { description: 'For programs.' })
  code!: WarningCode;

  @Field(() => String, { description: 'For people: what it is, and what to do.' })
  message!: string;
}

/** Its other fields are resolved in resolvers/search-result.ts and resolvers/search-insight.ts. */
@ObjectType({
  description: 'A search that was done: what was asked, the hits, and, where it is selected, a ranking of them.',
  simpleResolvers: true,
})
export class SearchResult {
  @Field(() => ID, {
    description:
      'Good until expiresAt, across restarts: other pages, a ranking or a shared link need nothing encoded again.',
  })
  id!: string;

  @Field(() => DateTimeScalar, { description: 'When it was asked.' })
  createdAt!: string;

  @Field(() => DateTimeScalar, { description: 'Until when its id is good.' })
  expiresAt!: string;

  @Field(() => Timings, { description: 'Where the time went.' })
  timings!: Timings;
}
