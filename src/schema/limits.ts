import { Field, Int, ObjectType } from 'type-graphql';

@ObjectType('Limits', { simpleResolvers: true })
export class LimitsStatus {
  @Field(() => Int)
  uploadBytes!: number;

  @Field(() => Int)
  imagePixels!: number;

  @Field(() => Int, { description: 'Scans of a progressive JPEG.' })
  imageScans!: number;

  @Field(() => Int, { description: 'Milliseconds for decoding one picture.' })
  decodeTime!: number;

  @Field(() => Int)
  filesPerRequest!: number;

  @Field(() => Int)
  imagesPerIngest!: number;

  @Field(() => Int)
  metadataBytes!: number;

  @Field(() => Int)
  metadataKeys!: number;

  @Field(() => Int, { description: 'Levels of nesting in metadata.' })
  metadataDepth!: number;

  @Field(() => Int, { description: 'Largest limit of a search; and how deep its pages go.' })
  searchLimit!: number;

  @Field(() => Int)
  searchWindow!: number;

  @Field(() => Int, { description: 'Tokens, alone and together with a picture.' })
  instructionTokens!: number;

  @Field(() => Int)
  instructionTokensWithImage!: number;

  @Field(() => Int, { description: 'Largest first of a list.' })
  listLimit!: number;

  @Field(() => Int, { description: 'Pictures in one deleteImages.' })
  deletionsPerRequest!: number;

  @Field(() => Int)
  filterConditions!: number;

  @Field(() => Int)
  queryDepth!: number;

  @Field(() => Int)
  queryComplexity!: number;

  @Field(() => Int)
  aliases!: number;

  @Field(() => Int, { description: 'Bytes of an answer.' })
  answerBytes!: number;

  @Field(() => Int)
  rerankCandidates!: number;

  @Field(() => Int, { description: 'Fields rerank in one operation.' })
  rankings!: number;

  @Field(() => Int, { description: 'Metadata of all candidates of one ranking, in bytes of JSON.' })
  rerankMetadataBytes!: number;

  @Field(() => Int, { description: 'Milliseconds.' })
  requestTime!: number;

  @Field(() => Int, { description: 'A JSON request body.' })
  bodyBytes!: number;

  @Field(() => Int, { description: 'Levels of nesting in a JSON request body.' })
  bodyDepth!: number;

  @Field(() => Int, { description: 'Values in a JSON request body, those within lists and objects counted.' })
  bodyValues!: number;

  @Field(() => Int, { description: 'Characters of a GraphQL document, without its variables.' })
  documentLength!: number;

  @Field(() => Int, { description: 'GraphQL requests at work at a time.' })
  concurrentRequests!: number;

  @Field(() => Int, { description: 'Requests that may wait for the encoder.' })
  queueLength!: number;
}
