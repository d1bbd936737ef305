import { randomUUID } from 'node:crypto';
import type { Request, RequestHandler, Response } from 'express';
import type { Logger } from 'pino';
import type { RequestSpan } from '../lib/tracing/types.js';
import type { Uploads } from './uploads/uploads.js';

/** What the middlewares of this server know of a request, in `response.locals`. */
export interface RequestLocals {
  requestId: string;
  logger: Logger;
  signal: AbortSignal;
  uploads: Uploads;
  /** Where requests are traced. */
  span?: RequestSpan;
}

export function localsOf(response: Response): RequestLocals {
  return response.locals as RequestLocals;
}

const GIVEN_ID = /^[\w.:-]{1,128}$/;

/** Gives every request an id (a proxy's `X-Request-Id` where it sent one), for the answer and for every log line. */
export function identifyRequests(logger: Logger): RequestHandler {
  return (request, response, next) => {
    const given = request.get('x-request-id');
    const requestId = given !== undefined && GIVEN_ID.test(given) ? given : randomUUID();
    const locals = localsOf(response);
    locals.requestId = requestId;
    locals.logger = logger.child({ requestId });
    response.setHeader('X-Request-Id', requestId);
    next();
  };
}

/** Whose work a request is: that of its API key, or of its address where there is none. */
export const clientOf = (request: Request, keyId: string | undefined): string =>
  keyId === undefined ? `address ${request.ip}` : `key ${keyId}`;

/**
 * The parameters of the address as they came: Express would make lists and objects of some. What a client sends as an address need
 * not be one, so nothing here can fail.
 */
export function parametersOf({ url }: Request): URLSearchParams {
  const start = url.indexOf('?');
  return new URLSearchParams(start === -1 ? '' : url.slice(start));
}
