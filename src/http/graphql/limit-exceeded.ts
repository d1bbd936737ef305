import { GraphQLError } from 'graphql';
import { LeopardError } from '../../lib/errors.js';
import { statusOf } from '../refusal.js';

/** Refuses an operation as a whole, before it runs, for its size: with the HTTP status of its code. */
export function limitExceeded(message: string): GraphQLError {
  const error = new LeopardError('LIMIT_EXCEEDED', message);
  return new GraphQLError(message, {
    originalError: error,
    extensions: { code: error.code, http: { status: statusOf(error.code) } },
  });
}
