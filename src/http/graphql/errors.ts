import { ApolloServerErrorCode, unwrapResolverError } from '@apollo/server/errors';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { Logger } from 'pino';
import { ERROR_CODES, LeopardError } from '../../lib/errors.js';
import { clientMessage } from '../../config/client-message.js';
import { maskError } from '../../lib/mask-error.js';

/** What Apollo Server and graphql-js say of a document that never ran, and what plugins refuse operations with. */
const OPERATION_CODES: ReadonlySet<unknown> = new Set(
  [...Object.values(ApolloServerErrorCode), ...ERROR_CODES].filter((code) => code !== 'INTERNAL_SERVER_ERROR'),
);

/** They quote what they were sent. */
const LONGEST_MESSAGE = 1000;

/** Allow-list: deliberate errors and those of operations pass, everything else is masked. */
export function createErrorFormatter(logger: Logger) {
  return (formatted: GraphQLFormattedError, thrown: unknown): GraphQLFormattedError => {
    const { locations, path } = formatted;
    const error = cause(thrown);
    const code = isOfTheRequest(error) ? 'BAD_USER_INPUT' : formatted.extensions?.['code'];
    if (error instanceof GraphQLError && OPERATION_CODES.has(code)) {
      return { message: shortened(clientMessage(formatted.message)), locations, path, extensions: { code } };
    }
    const shown = maskError(error, logger);
    const retry = shown.retryAfterSeconds === undefined ? {} : { retryAfterSeconds: shown.retryAfterSeconds };
    return { message: clientMessage(shown.message), locations, path, extensions: { code: shown.code, ...retry } };
  };
}

/** What a resolver or a plugin threw, out of what graphql-js and Apollo Server wrap it in. */
function cause(thrown: unknown): unknown {
  const error = unwrapResolverError(thrown);
  return error instanceof GraphQLError && error.originalError instanceof LeopardError ? error.originalError : error;
}

/**
 * What Apollo Server says of a request without giving it a code: that a persisted query is not its hash, for one. What a resolver
 * threw has a path, what went wrong in a plugin an original.
 */
function isOfTheRequest(error: unknown): boolean {
  if (!(error instanceof GraphQLError) || error.extensions['code'] !== undefined) return false;
  return error.path === undefined && error.originalError === undefined;
}

const shortened = (message: string) =>
  message.length > LONGEST_MESSAGE ? `${message.slice(0, LONGEST_MESSAGE)}…` : message;
