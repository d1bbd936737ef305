import type { RequestListener } from 'node:http';
import type { ErrorRequestHandler, Express, Request, RequestHandler, Response } from 'express';
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

/** What Express throws for a part of the path such as `%E0%A4%A`: its `decodeURIComponent` gives up. */
const isUndecodable = (error: unknown): boolean =>
  error instanceof URIError && 'status' in error && error.status === 400;

/** Answers every failed request in GraphQL's form; Express by itself sends a page with a stack. */
export const answerFaults: ErrorRequestHandler = (error: unknown, request, response, _next) => {
  if (response.headersSent) {
    // Half an answer cannot be taken back; without its end no client takes it for a whole one.
    localsOf(response).logger.error({ err: error }, 'an answer broke off');
    return void request.socket.destroy();
  }
  if (isHttpFault(error)) return refuse(request, response, requestFault(error), error.status);
  if (isUndecodable(error)) return refuse(request, response, undecodable());
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

const undecodable = () =>
  new LeopardError('BAD_USER_INPUT', 'The address has a % that begins no sign of UTF-8. Write a plain % as %25.');

export const answerNotFound: RequestHandler = (request, response) => {
  const message = 'There is nothing at this address. The API is at /graphql.';
  refuse(request, response, new LeopardError('BAD_USER_INPUT', message), 404);
};

/** The app as Node's server calls it. An address that Express cannot read gets to no middleware, and to a page of its own by itself. */
export const listenerOf =
  (app: Express): RequestListener =>
  (request, response) =>
    app(request as Request, response as Response, () =>
      answerNotFound(request as Request, response as Response, () => undefined),
    );
