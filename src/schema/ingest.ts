import { Field, ID, Int, ObjectType } from 'type-graphql';
import type { ErrorCode } from '../lib/errors.js';
import type { IngestStatus } from '../services/collection/ingestion/types.js';
import { ErrorCodeEnum, IngestStatusEnum } from './enums.js';
import { Image } from './image.js';

@ObjectType({ description: 'message: says the remedy.', simpleResolvers: true })
export class InputError {
  @Field(() => ErrorCodeEnum, { description: 'For programs.' })
  code!: ErrorCode;

  @Field(() => String, { description: 'For people: what is wrong, and what to do.' })
  message!: string;
}

@ObjectType({ description: 'What became of one input.', simpleResolvers: true })
export class IngestOutcome {
  @Field(() => Int, { description: 'Place of the input, from 0.' })
  index!: number;

  @Field(() => IngestStatusEnum, { description: 'What became of it.' })
  status!: IngestStatus;

  @Field(() => Image, { description: 'The stored picture; null where it was rejected.', nullable: true })
  image!: Image | null;

  @Field(() => InputError, { description: 'Why it was rejected; null otherwise.', nullable: true })
  error!: InputError | null;

  @Field(() => Boolean, {
    description: 'False: stored, and found by searches as soon as the vector store answers again.',
  })
  searchable!: boolean;
}

@ObjectType({ description: 'What became of the pictures of one ingestImages.', simpleResolvers: true })
export class IngestPayload {
  @Field(() => [IngestOutcome], { description: 'One for each input, in order.' })
  outcomes!: IngestOutcome[];

  @Field(() => Int, { description: 'Pictures that are new.' })
  stored!: number;

  @Field(() => Int, { description: 'Pictures that were there, and got other metadata or another name.' })
  updated!: number;

  @Field(() => Int, { description: 'Pictures that were there already, just so.' })
  unchanged!: number;

  @Field(() => Int, { description: 'Inputs that were not stored.' })
  rejected!: number;
}

@ObjectType({ description: 'What became of a change of many pictures.', simpleResolvers: true })
export class UpdatePayload {
  @Field(() => Int, { description: 'Pictures that were changed.' })
  updated!: number;

  @Field(() => [ID], { description: 'Ids of which there was no picture.' })
  notFound!: readonly string[];
}

@ObjectType({ description: 'What became of the ids of one deleteImages.', simpleResolvers: true })
export class DeletePayload {
  @Field(() => [ID], { description: 'Ids of pictures that are gone now.' })
  deleted!: string[];

  @Field(() => [ID], { description: 'Ids of which there was no picture.' })
  notFound!: string[];
}
