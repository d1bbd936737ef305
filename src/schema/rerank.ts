import { Field, Float, Int, ObjectType } from 'type-graphql';
import { Hit } from './search.js';

@ObjectType({
  description: 'position: from 1. index: the number on the contact sheet, from 0.',
  simpleResolvers: true,
})
export class RankedHit {
  @Field(() => Int, { description: 'Place in the ranking, from 1.' })
  position!: number;

  @Field(() => Int, { description: 'The number on the contact sheet, from 0.' })
  index!: number;

  @Field(() => Hit, { description: 'The hit.' })
  hit!: Hit;

  @Field(() => String, {
    description: 'Why it is there, in a sentence of the model; null where it gave none.',
    nullable: true,
  })
  reason!: string | null;
}

/** The field `url` is resolved in resolvers/contact-sheet.ts. */
@ObjectType({ description: 'The sheet of numbered candidates that the model looked at, a PNG.', simpleResolvers: true })
export class ContactSheet {
  @Field(() => Int, { description: 'Pixels.' })
  width!: number;

  @Field(() => Int, { description: 'Pixels.' })
  height!: number;
}

@ObjectType({ description: "estimatedCost: US dollars where the model's price is known.", simpleResolvers: true })
export class TokenUsage {
  @Field(() => Int, { description: 'Prompt and picture.' })
  inputTokens!: number;

  @Field(() => Int, { description: 'The answer.' })
  outputTokens!: number;

  @Field(() => Int, { description: 'Both.' })
  totalTokens!: number;

  @Field(() => Float, { description: 'US dollars; null where the price of the model is not known.', nullable: true })
  estimatedCost!: number | null;
}

@ObjectType({ description: 'How a vision-language model ranks the best hits, and why.', simpleResolvers: true })
export class Rerank {
  @Field(() => RankedHit, { description: 'The first of the ranking.' })
  best!: RankedHit;

  @Field(() => [RankedHit], { description: 'Every candidate once, best first.' })
  ranking!: RankedHit[];

  @Field(() => String, { description: 'Why the best one is best.' })
  explanation!: string;

  @Field(() => ContactSheet, { description: 'What the model was shown.' })
  contactSheet!: ContactSheet;

  @Field(() => String, { description: 'The model that ranked.' })
  model!: string;

  @Field(() => TokenUsage, { description: 'What it took.' })
  usage!: TokenUsage;

  @Field(() => Boolean, { description: 'True: an earlier answer to the same question, at no cost.' })
  cached!: boolean;

  @Field(() => Boolean, { description: "True where the model's list had to be completed or cleaned." })
  repaired!: boolean;

  @Field(() => Float, { description: 'Milliseconds.' })
  latency!: number;
}
