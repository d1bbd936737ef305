import type { Upload } from 'graphql-upload-minimal';
import { Field, Float, ID, InputType } from 'type-graphql';
import type { JsonObject, JsonValue } from '../services/storage/images.js';
import { JsonObjectScalar, JsonScalar, UploadScalar } from './scalars.js';

@InputType({ description: 'One picture. Exactly one field.' })
export class ImageInput {
  @Field(() => UploadScalar, { nullable: true })
  upload?: Upload;

  @Field(() => String, { nullable: true, description: 'http(s) address, fetched by the server.' })
  url?: string;

  @Field(() => String, { nullable: true, description: 'Base64, or a data: URL.' })
  base64?: string;

  @Field(() => ID, { nullable: true, description: 'A stored picture.' })
  id?: string;
}

@InputType({ description: 'A rectangle in fractions of the upright picture, 0 to 1 from the top left corner.' })
export class RegionInput {
  @Field(() => Float)
  left!: number;

  @Field(() => Float)
  top!: number;

  @Field(() => Float)
  width!: number;

  @Field(() => Float)
  height!: number;
}

@InputType({ description: 'A picture that is not stored yet. Exactly one field.' })
export class IngestSourceInput {
  @Field(() => UploadScalar, { nullable: true })
  upload?: Upload;

  @Field(() => String, { nullable: true, description: 'http(s) address, fetched by the server.' })
  url?: string;

  @Field(() => String, { nullable: true, description: 'Base64, or a data: URL.' })
  base64?: string;
}

@InputType()
export class IngestImageInput {
  @Field(() => IngestSourceInput)
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
  @Field(() => String)
  key!: string;

  @Field(() => JsonScalar, { nullable: true })
  equals?: JsonValue;

  @Field(() => [JsonScalar], { nullable: true })
  in?: JsonValue[] | null;

  @Field(() => Boolean, { nullable: true })
  exists?: boolean | null;

  @Field(() => Float, { nullable: true })
  lessThan?: number | null;

  @Field(() => Float, { nullable: true })
  atMost?: number | null;

  @Field(() => Float, { nullable: true })
  greaterThan?: number | null;

  @Field(() => Float, { nullable: true })
  atLeast?: number | null;
}

@InputType({ description: 'Conditions on metadata; those given all hold.' })
export class FilterInput {
  @Field(() => [ConditionInput], { nullable: true })
  all?: ConditionInput[] | null;

  @Field(() => [ConditionInput], { nullable: true })
  any?: ConditionInput[] | null;

  @Field(() => [ConditionInput], { nullable: true })
  none?: ConditionInput[] | null;
}
