import { Field, Int, ObjectType } from 'type-graphql';

@ObjectType('Limits', {
  description:
    'How much a request may be, hold and take. What goes beyond is refused with LIMIT_EXCEEDED, or with the code that says more.',
  simpleResolvers: true,
})
export class LimitsStatus {
  @Field(() => Int, { description: 'Bytes of one picture.' })
  uploadBytes!: number;

  @Field(() => Int, { description: 'Pixels of one picture, width × height.' })
  imagePixels!: number;

  @Field(() => Int, { description: 'Scans of a progressive JPEG.' })
  imageScans!: number;

  @Field(() => Int, { description: 'Milliseconds for decoding one picture.' })
  decodeTime!: number;

  @Field(() => Int, { description: 'Uploads in one request.' })
  filesPerRequest!: number;

  @Field(() => Int, { description: 'Pictures in one ingestImages.' })
  imagesPerIngest!: number;

  @Field(() => Int, { description: "Bytes of one picture's metadata as JSON." })
  metadataBytes!: number;

  @Field(() => Int, { description: "Keys of one picture's metadata." })
  metadataKeys!: number;

  @Field(() => Int, { description: 'Levels of nesting in metadata.' })
  metadataDepth!: number;

  @Field(() => Int, { description: 'Largest limit of a search; and how deep its pages go.' })
  searchLimit!: number;

  @Field(() => Int, { description: 'How deep the pages of a search go: limit + offset.' })
  searchWindow!: number;

  @Field(() => Int, { description: 'Pictures and words in like and unlike of a search together.' })
  searchParts!: number;

  @Field(() => Int, { description: 'Ids in exclude of a search.' })
  excludedImages!: number;

  @Field(() => Int, { description: 'Tokens, alone and together with a picture.' })
  instructionTokens!: number;

  @Field(() => Int, { description: 'Tokens of an instruction together with a picture.' })
  instructionTokensWithImage!: number;

  @Field(() => Int, { description: 'Largest first of a list.' })
  listLimit!: number;

  @Field(() => Int, { description: 'Pictures in one deleteImages.' })
  deletionsPerRequest!: number;

  @Field(() => Int, { description: 'Pictures that one updateImages, updateImagesWhere or deleteImagesWhere changes.' })
  changesPerRequest!: number;

  @Field(() => Int, { description: 'Conditions of a filter, values of `in` counted.' })
  filterConditions!: number;

  @Field(() => Int, { description: 'Levels of fields in an operation.' })
  queryDepth!: number;

  @Field(() => Int, { description: 'Cost of an operation: fields, lists multiplied by their length.' })
  queryComplexity!: number;

  @Field(() => Int, { description: 'Aliases in an operation.' })
  aliases!: number;

  @Field(() => Int, { description: 'Bytes of an answer.' })
  answerBytes!: number;

  @Field(() => Int, { description: 'Candidates of one ranking.' })
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

  @Field(() => Int, { description: 'Words, names and signs of a GraphQL document.' })
  documentTokens!: number;

  @Field(() => Int, { description: 'Fragments in a GraphQL document.' })
  fragments!: number;

  @Field(() => Int, { description: 'How often an operation may ask for the schema, aliases within it counted.' })
  introspections!: number;

  @Field(() => Int, { description: 'GraphQL requests at work at a time.' })
  concurrentRequests!: number;

  @Field(() => Int, { description: 'Requests that may wait for the encoder.' })
  queueLength!: number;
}
