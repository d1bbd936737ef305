import { Field, Int, ObjectType } from 'type-graphql';
import { LimitsStatus } from './limits.js';

@ObjectType({ description: 'The model that turns pictures and words into vectors.', simpleResolvers: true })
export class ModelStatus {
  @Field(() => String, { description: 'Its name.' })
  id!: string;

  @Field(() => Int, { description: 'Numbers in a vector.' })
  dimension!: number;

  @Field(() => String, { description: 'What it computes with, such as fp32.' })
  precision!: string;

  @Field(() => String, { description: 'How pictures are scaled for it: web, or reference.' })
  preprocessing!: string;
}

@ObjectType({ description: 'Where vectors are made.', simpleResolvers: true })
export class EncoderStatus {
  @Field(() => Boolean, { description: 'Whether an inference service makes them, in place of a model in the server.' })
  remote!: boolean;

  @Field(() => Boolean, {
    description: 'Whether they can be made now. What needs no new vector goes on where they cannot.',
  })
  healthy!: boolean;

  @Field(() => String, { description: 'What went wrong last; null where it is healthy.', nullable: true })
  lastError!: string | null;
}

@ObjectType({ description: 'The store that finds the nearest vectors.', simpleResolvers: true })
export class VectorStoreStatus {
  @Field(() => String, { description: 'The engine.' })
  kind!: string;

  @Field(() => String, { description: 'Its collection, or table.' })
  collection!: string;

  @Field(() => Boolean, { description: 'Whether it answers.' })
  healthy!: boolean;

  @Field(() => Int, { description: 'Vectors in it; as many as pictures once every change has arrived.' })
  vectors!: number;
}

@ObjectType({ description: 'The vision-language models that rank.', simpleResolvers: true })
export class RerankerStatus {
  @Field(() => Boolean, { description: 'Whether `rerank` can be asked for.' })
  configured!: boolean;

  @Field(() => String, {
    description: 'The one that ranks where a client names none; null where none is configured.',
    nullable: true,
  })
  model!: string | null;

  @Field(() => [String], { description: 'Those that a client may name.' })
  models!: readonly string[];
}

@ObjectType({ description: 'What the server is, how it does, and what its limits are.', simpleResolvers: true })
export class Status {
  @Field(() => String, { description: 'Of the server.' })
  version!: string;

  @Field(() => ModelStatus, { description: 'What encodes.' })
  model!: ModelStatus;

  @Field(() => EncoderStatus, { description: 'Where vectors are made.' })
  encoder!: EncoderStatus;

  @Field(() => VectorStoreStatus, { description: 'What finds.' })
  vectorStore!: VectorStoreStatus;

  @Field(() => RerankerStatus, { description: 'What ranks.' })
  reranker!: RerankerStatus;

  @Field(() => Int, { description: 'Stored pictures.' })
  images!: number;

  @Field(() => LimitsStatus, { description: 'What a request may be.' })
  limits!: LimitsStatus;
}
