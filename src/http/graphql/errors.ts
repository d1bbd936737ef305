import { ApolloServerErrorCode, unwrapResolverError } from '@apollo/server/errors';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { Logger } from 'pino';
import { ERROR_CODES, LeopardError } from '../../errors.js';
import { maskError } from '../../mask.js';

/** What Apollo Server and graphql-js say of a document that never ran, and what plugins refuse operations with. */
const OPERATION_CODES: ReadonlySet<unknown> = new Set(
  [...Object.values(ApolloServerErrorCode), ...ERROR_CODES].filter((code) => code !== 'INTERNAL_SERVER_ERROR'),
);

/** They quote what they were sent. */
const LONGEST_MESSAGE = 1000;

/** Allow-list: deliberate errors and those of documents pass, everything else is masked. */
export function createErrorFormatter(logger: Logger) {
  return (formatted: GraphQLFormattedError, thrown: unknown): GraphQLFormattedError => {
    const error = causeOf(thrown);
    if (!(error instanceof LeopardError) && isOfDocument(formatted, error)) {
      const { message, locations, path, extensions } = formatted;
      return { message: shortened(message), locations, path, extensions: { code: extensions?.['code'] } };
    }
    const { code, message, retryAfterSeconds } = maskError(error, logger);
    const extensions = { code, ...(retryAfterSeconds !== undefined && { retryAfterSeconds }) };
    return { message, locations: formatted.locations, path: formatted.path, extensions };
  };
}

/** What a resolver threw, or a rule of ours that refused the operation before any ran. */
function causeOf(thrown: unknown): unknown {
  if (thrown instanceof GraphQLError && thrown.originalError instanceof LeopardError) return thrown.originalError;
  return unwrapResolverError(thrown);
}

/** An error that no resolver threw: of parsing, validation, variables, the request. */
function isOfDocument(formatted: GraphQLFormattedError, error: unknown): boolean {
  return error instanceof GraphQLError && OPERATION_CODES.has(formatted.extensions?.['code']);
}

const shortened = (message: string) =>
  message.length > LONGEST_MESSAGE ? `${message.slice(0, LONGEST_MESSAGE)}…` : message;
