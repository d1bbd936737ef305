import { Field, Float, Int, ObjectType } from 'type-graphql';
import { Hit } from './search.js';

@ObjectType({
  description: 'position: from 1. index: the number on the contact sheet, from 0.',
  simpleResolvers: true,
})
export class RankedHit {
  @Field(() => Int)
  position!: number;

  @Field(() => Int)
  index!: number;

  @Field(() => Hit)
  hit!: Hit;

  @Field(() => String, { nullable: true })
  reason!: string | null;
}

/** The field `url` is resolved in resolvers/contact-sheet.ts. */
@ObjectType({ simpleResolvers: true })
export class ContactSheet {
  @Field(() => Int)
  width!: number;

  @Field(() => Int)
  height!: number;
}

@ObjectType({ description: "estimatedCost: US dollars where the model's price is known.", simpleResolvers: true })
export class TokenUsage {
  @Field(() => Int)
  inputTokens!: number;

  @Field(() => Int)
  outputTokens!: number;

  @Field(() => Int)
  totalTokens!: number;

  @Field(() => Float, { nullable: true })
  estimatedCost!: number | null;
}

@ObjectType({ simpleResolvers: true })
export class Rerank {
  @Field(() => RankedHit)
  best!: RankedHit;

  @Field(() => [RankedHit], { description: 'Every candidate once, best first.' })
  ranking!: RankedHit[];

  @Field(() => String, { description: 'Why the best one is best.' })
  explanation!: string;

  @Field(() => ContactSheet)
  contactSheet!: ContactSheet;

  @Field(() => String)
  model!: string;

  @Field(() => TokenUsage)
  usage!: TokenUsage;

  @Field(() => Boolean)
  cached!: boolean;

  @Field(() => Boolean, { description: "True where the model's list had to be completed or cleaned." })
  repaired!: boolean;

  @Field(() => Float, { description: 'Milliseconds.' })
  latency!: number;
}
