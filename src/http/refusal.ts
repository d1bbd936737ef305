import { type Request, type Response } from 'express';
import { type ErrorCode, type LeopardError } from '../lib/errors.js';
import { clientMessage } from '../config/client-message.js';

/** HTTP status of a request that is refused as a whole (RFC 9110, section 15). */
const STATUS: Partial<Record<ErrorCode, number>> = {
  BAD_USER_INPUT: 400,
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  IMAGE_NOT_FOUND: 404,
  LIMIT_EXCEEDED: 413,
  IMAGE_TOO_LARGE: 413,
  IMAGE_UNSUPPORTED: 422,
  IMAGE_UNREADABLE: 422,
  RATE_LIMITED: 429,
  INTERNAL_SERVER_ERROR: 500,
  OVERLOADED: 503,
  STORAGE_UNAVAILABLE: 503,
  READ_ONLY: 503,
  ENCODER_UNAVAILABLE: 503,
  VECTOR_STORE_UNAVAILABLE: 503,
  TIMEOUT: 504,
};

const GRAPHQL_RESPONSE = 'application/graphql-response+json';

export function statusOf(code: ErrorCode): number {
  return STATUS[code] ?? 400;
}

/** An answer in GraphQL's form that is one error and nothing else. */
export const refusalBody = ({ message, code }: LeopardError): string =>
  JSON.stringify({ errors: [{ message: clientMessage(message), extensions: { code } }] });

/** Answers a whole request with one error in GraphQL's form, so that every client reads it in the same way. */
export function refuse(request: Request, response: Response, error: LeopardError, status = statusOf(error.code)): void {
  response.setHeader('Cache-Control', 'no-store');
  if (error.retryAfterSeconds !== undefined) {
    response.setHeader('Retry-After', String(Math.max(1, Math.ceil(error.retryAfterSeconds))));
  }
  if (error.code === 'UNAUTHENTICATED') response.setHeader('WWW-Authenticate', 'Bearer realm="leopard"');
  const named = request.headers.accept?.includes(GRAPHQL_RESPONSE) ?? false;
  response
    .status(status)
    .type(named ? GRAPHQL_RESPONSE : 'application/json')
    .send(refusalBody(error));
}
