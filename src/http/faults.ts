import type { ErrorRequestHandler, RequestHandler } from 'express';
import { LeopardError } from '../lib/errors.js';
import { maskError } from '../lib/mask-error.js';
import { refuse } from './refusal.js';
import { localsOf } from './request.js';

/** What body-parser and Express throw for faults of the request (npm http-errors). */
interface HttpFault extends Error {
  readonly status: number;
  readonly expose: boolean;
  readonly type?: string;
  readonly limit?: number;
}

const isHttpFault = (error: unknown): error is HttpFault =>
  error instanceof Error && 'status' in error && 'expose' in error && error.expose === true;

/** Answers every failed request in GraphQL's form; Express by itself sends a page with a stack. */
export const answerFaults: ErrorRequestHandler = (error: unknown, request, response, next) => {
  if (response.headersSent) return next(error);
  if (isHttpFault(error)) return refuse(request, response, requestFault(error), error.status);
  refuse(request, response, maskError(error, localsOf(response).logger));
};

function requestFault(error: HttpFault): LeopardError {
  if (error.type === 'entity.too.large') {
    return new LeopardError(
      'LIMIT_EXCEEDED',
      `The body has more than ${error.limit} bytes (MAX_BODY_BYTES). Send pictures as uploads, or fewer at once.`,
    );
  }
  if (error.type === 'entity.parse.failed') {
    return new LeopardError('BAD_USER_INPUT', 'The body is no JSON. Send {"query": "…", "variables": {…}}.');
  }
  return new LeopardError('BAD_USER_INPUT', `The request cannot be read: ${error.message.slice(0, 200)}.`);
}

export const answerNotFound: RequestHandler = (request, response) => {
  const message = 'There is nothing at this address. The API is at /graphql.';
  refuse(request, response, new LeopardError('BAD_USER_INPUT', message), 404);
};
