import type { Upload } from 'graphql-upload-minimal';
import { Field, Float, ID, InputType } from 'type-graphql';
import type { JsonObject, JsonValue } from '../lib/json.js';
import { JsonObjectScalar, JsonScalar, UploadScalar } from './scalars.js';

@InputType({ description: 'One picture. Exactly one field.' })
export class ImageInput {
  @Field(() => UploadScalar, { description: 'A file of a multipart request.', nullable: true })
  upload?: Upload;

  @Field(() => String, { nullable: true, description: 'http(s) address, fetched by the server.' })
  url?: string;

  @Field(() => String, { nullable: true, description: 'Base64, or a data: URL.' })
  base64?: string;

  @Field(() => ID, { nullable: true, description: 'A stored picture.' })
  id?: string;

  @Field(() => ID, {
    nullable: true,
    description: 'The query picture of an earlier search, with its region: nothing is sent again.',
  })
  search?: string;
}

@InputType({
  description:
    "A picture or words, exactly one, that a search leans towards (like) or away from (unlike). weight: above 0, at most 5, against the query's 1. like alone is a search; unlike alone is bad input.",
})
export class PartInput {
  @Field(() => ImageInput, { nullable: true, description: 'A picture, also a hit that was marked.' })
  image?: ImageInput | null;

  @Field(() => String, { nullable: true, description: 'Words.' })
  text?: string | null;

  @Field(() => Float, { defaultValue: 0.5, description: "How much it counts against the query's 1." })
  weight!: number;
}

@InputType({ description: 'A rectangle in fractions of the upright picture, 0 to 1 from the top left corner.' })
export class RegionInput {
  @Field(() => Float, { description: 'From the left edge, 0 to 1.' })
  left!: number;

  @Field(() => Float, { description: 'From the upper edge, 0 to 1.' })
  top!: number;

  @Field(() => Float, { description: 'Of the picture’s width, more than 0.' })
  width!: number;

  @Field(() => Float, { description: 'Of the picture’s height, more than 0.' })
  height!: number;
}

@InputType({ description: 'A picture that is not stored yet. Exactly one field.' })
export class IngestSourceInput {
  @Field(() => UploadScalar, { description: 'A file of a multipart request.', nullable: true })
  upload?: Upload;

  @Field(() => String, { nullable: true, description: 'http(s) address, fetched by the server.' })
  url?: string;

  @Field(() => String, { nullable: true, description: 'Base64, or a data: URL.' })
  base64?: string;
}

@InputType({ description: 'A picture to store, with its name and metadata.' })
export class IngestImageInput {
  @Field(() => IngestSourceInput, { description: 'The picture.' })
  image!: IngestSourceInput;

  @Field(() => String, {
    nullable: true,
    description: 'Shown with the picture; taken from the upload or the URL where it is not given.',
  })
  fileName?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Shown with a picture that is new, where `fileName` is left out; one that is stored already keeps its name. Takes every character, which the name of an upload does not.',
  })
  defaultFileName?: string | null;

  @Field(() => JsonObjectScalar, {
    nullable: true,
    description: 'Given: replaces what a picture of the same bytes had. Left out: keeps it.',
  })
  metadata?: JsonObject | null;
}

@InputType({
  description:
    'Conditions on one key, all of which hold; none, or null as a value, is bad input. Equality is typed ("5" is not 5); a list matches if one element does; comparisons are for numbers; null is missing.',
})
export class ConditionInput {
  @Field(() => String, { description: 'The metadata key, as MetadataField.key has it.' })
  key!: string;

  @Field(() => JsonScalar, { description: 'Its value is this one: text, number or boolean.', nullable: true })
  equals?: JsonValue;

  @Field(() => [JsonScalar], { description: 'Its value is one of these.', nullable: true })
  in?: JsonValue[] | null;

  @Field(() => Boolean, { description: 'true: the picture has the key. false: it does not.', nullable: true })
  exists?: boolean | null;

  @Field(() => Float, { description: 'A number less than this.', nullable: true })
  lessThan?: number | null;

  @Field(() => Float, { description: 'A number of at most this.', nullable: true })
  atMost?: number | null;

  @Field(() => Float, { description: 'A number greater than this.', nullable: true })
  greaterThan?: number | null;

  @Field(() => Float, { description: 'A number of at least this.', nullable: true })
  atLeast?: number | null;
}

@InputType({ description: 'Conditions on metadata; those given all hold.' })
export class FilterInput {
  @Field(() => [ConditionInput], { description: 'All of these hold.', nullable: true })
  all?: ConditionInput[] | null;

  @Field(() => [ConditionInput], { description: 'At least one of these holds.', nullable: true })
  any?: ConditionInput[] | null;

  @Field(() => [ConditionInput], { description: 'None of these holds.', nullable: true })
  none?: ConditionInput[] | null;
}
