import { GraphQLError, GraphQLScalarType } from 'graphql';
import { GraphQLDateTime, GraphQLJSON, GraphQLJSONObject } from 'graphql-scalars';
import { Upload } from 'graphql-upload-minimal';

/** A file of a multipart request; resolvers get the `Upload` that the multipart parser put into the variables. */
export const UploadScalar = new GraphQLScalarType<Upload, never>({
  name: 'Upload',
  description: 'A picture or several files sent by the GraphQL multipart request protocol.',
  parseValue(value) {
    if (value instanceof Upload) return value;
    throw new GraphQLError(
      'An Upload is a file of a multipart request (github.com/jaydenseric/graphql-multipart-request-spec). Send the file that way, or the picture as base64.',
    );
  },
  parseLiteral() {
    throw new GraphQLError('An Upload cannot be written into the operation. Put it into a variable.');
  },
  serialize() {
    throw new GraphQLError('An Upload is for input only.');
  },
});

export const JsonScalar = GraphQLJSON;
export const JsonObjectScalar = GraphQLJSONObject;
export const DateTimeScalar = GraphQLDateTime;
export { Upload };
