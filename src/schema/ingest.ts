import { Field, ID, Int, ObjectType } from 'type-graphql';
import type { ErrorCode } from '../lib/errors.js';
import type { IngestStatus } from '../services/collection/ingestion/types.js';
import { ErrorCodeEnum, IngestStatusEnum } from './enums.js';
import { Image } from './image.js';

@ObjectType({ description: 'message: says the remedy.', simpleResolvers: true })
export class InputError {
  @Field(() => ErrorCodeEnum)
  code!: ErrorCode;

  @Field(() => String)
  message!: string;
}

@ObjectType({ simpleResolvers: true })
export class IngestOutcome {
  @Field(() => Int)
  index!: number;

  @Field(() => IngestStatusEnum)
  status!: IngestStatus;

  @Field(() => Image, { nullable: true })
  image!: Image | null;

  @Field(() => InputError, { nullable: true })
  error!: InputError | null;
}

@ObjectType({ simpleResolvers: true })
export class IngestPayload {
  @Field(() => [IngestOutcome])
  outcomes!: IngestOutcome[];

  @Field(() => Int)
  stored!: number;

  @Field(() => Int)
  updated!: number;

  @Field(() => Int)
  unchanged!: number;

  @Field(() => Int)
  rejected!: number;
}

@ObjectType({ simpleResolvers: true })
export class DeletePayload {
  @Field(() => [ID])
  deleted!: string[];

  @Field(() => [ID])
  notFound!: string[];
}
