import { GraphQLError } from 'graphql';
import type { LeopardError } from '../../lib/errors.js';
import { statusOf } from '../refusal.js';

/** Refuses an operation as a whole, before it runs: with the HTTP status of its code. */
export function operationError(error: LeopardError): GraphQLError {
  return new GraphQLError(error.message, {
    originalError: error,
    extensions: { code: error.code, http: { status: statusOf(error.code) } },
  });
}
