import { Field, Int, ObjectType } from 'type-graphql';
import { ModelSwitchStateEnum } from './enums.js';
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

@ObjectType({
  description: 'A change to another model, during which everything is encoded again.',
  simpleResolvers: true,
})
export class ModelSwitchStatus {
  @Field(() => ModelSwitchStateEnum, { description: 'How far it is.' })
  state!: 'ENCODING' | 'SWITCHED' | 'BACK';

  @Field(() => String, { description: 'The model before.' })
  from!: string;

  @Field(() => String, { description: 'The model after.' })
  to!: string;

  @Field(() => Int, { description: 'Pictures that the model beside the one that answers has encoded so far.' })
  done!: number;

  @Field(() => Int, { description: 'Pictures that there are.' })
  total!: number;

  @Field(() => Int, { description: 'Pictures that it cannot encode: the log names them.' })
  failed!: number;

  @Field(() => String, { description: 'When it began, ISO 8601.' })
  startedAt!: string;

  @Field(() => String, {
    description: 'Until then both are kept, so that it can be taken back at once; null before the switch.',
    nullable: true,
  })
  keptUntil!: string | null;

  @Field(() => String, { description: 'Why it does not get on; null where it does.', nullable: true })
  lastError!: string | null;
}

@ObjectType({ description: 'What the operator wants of the search page.', simpleResolvers: true })
export class PageStatus {
  @Field(() => String, {
    description:
      'The metadata key of which it shows one picture a value; null where it shows all, also while no picture has the key.',
    nullable: true,
  })
  distinct!: string | null;
}

@ObjectType({ description: 'What the server is, how it does, and what its limits are.', simpleResolvers: true })
export class Status {
  @Field(() => String, { description: 'Of the server.' })
  version!: string;

  @Field(() => ModelStatus, { description: 'What encodes.' })
  model!: ModelStatus;

  @Field(() => EncoderStatus, { description: 'Where vectors are made.' })
  encoder!: EncoderStatus;

  @Field(() => ModelSwitchStatus, {
    description: 'The change to another model that is under way or can be taken back; null where there is none.',
    nullable: true,
  })
  modelSwitch!: ModelSwitchStatus | null;

  @Field(() => VectorStoreStatus, { description: 'What finds.' })
  vectorStore!: VectorStoreStatus;

  @Field(() => RerankerStatus, { description: 'What ranks.' })
  reranker!: RerankerStatus;

  @Field(() => Int, { description: 'Stored pictures.' })
  images!: number;

  @Field(() => PageStatus, { description: 'How the search page is set up.' })
  page!: PageStatus;

  @Field(() => LimitsStatus, { description: 'What a request may be.' })
  limits!: LimitsStatus;
}
