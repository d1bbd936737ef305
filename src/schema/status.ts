import { Field, Int, ObjectType } from 'type-graphql';
import { LimitsStatus } from './limits.js';

@ObjectType({ simpleResolvers: true })
export class ModelStatus {
  @Field(() => String)
  id!: string;

  @Field(() => Int)
  dimension!: number;

  @Field(() => String)
  precision!: string;

  @Field(() => String)
  preprocessing!: string;
}

@ObjectType({ simpleResolvers: true })
export class VectorStoreStatus {
  @Field(() => String)
  kind!: string;

  @Field(() => String)
  collection!: string;

  @Field(() => Boolean)
  healthy!: boolean;

  @Field(() => Int)
  vectors!: number;
}

@ObjectType({ simpleResolvers: true })
export class RerankerStatus {
  @Field(() => Boolean)
  configured!: boolean;

  @Field(() => String, { nullable: true })
  model!: string | null;

  @Field(() => [String])
  models!: readonly string[];
}

@ObjectType({ simpleResolvers: true })
export class Status {
  @Field(() => String)
  version!: string;

  @Field(() => ModelStatus)
  model!: ModelStatus;

  @Field(() => VectorStoreStatus)
  vectorStore!: VectorStoreStatus;

  @Field(() => RerankerStatus)
  reranker!: RerankerStatus;

  @Field(() => Int)
  images!: number;

  @Field(() => LimitsStatus)
  limits!: LimitsStatus;
}
