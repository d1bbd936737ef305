import { ApolloServerErrorCode, unwrapResolverError } from '@apollo/server/errors';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { Logger } from 'pino';
import { LeopardError } from '../../errors.js';
import { maskError } from '../../mask.js';

/** What Apollo Server and graphql-js say of a document that never ran. */
const DOCUMENT_CODES: ReadonlySet<unknown> = new Set([
  ...Object.values(ApolloServerErrorCode).filter((code) => code !== ApolloServerErrorCode.INTERNAL_SERVER_ERROR),
]);

/** They quote what they were sent. */
const LONGEST_MESSAGE = 1000;

/** Allow-list: deliberate errors and those of documents pass, everything else is masked. */
export function createErrorFormatter(logger: Logger) {
  return (formatted: GraphQLFormattedError, thrown: unknown): GraphQLFormattedError => {
    const error = unwrapResolverError(thrown);
    if (!(error instanceof LeopardError) && isOfDocument(formatted, error)) {
      const { message, locations, path, extensions } = formatted;
      return { message: shortened(message), locations, path, extensions: { code: extensions?.['code'] } };
    }
    const { code, message, retryAfterSeconds } = maskError(error, logger);
    const extensions = { code, ...(retryAfterSeconds !== undefined && { retryAfterSeconds }) };
    return { message, locations: formatted.locations, path: formatted.path, extensions };
  };
}

/** An error that no resolver threw: of parsing, validation, variables, the request. */
function isOfDocument(formatted: GraphQLFormattedError, error: unknown): boolean {
  return error instanceof GraphQLError && DOCUMENT_CODES.has(formatted.extensions?.['code']);
}

const shortened = (message: string) =>
  message.length > LONGEST_MESSAGE ? `${message.slice(0, LONGEST_MESSAGE)}…` : message;
