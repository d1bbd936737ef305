import type { RequestHandler } from 'express';
import { OWN_PATHS } from '../config/public-path.js';
import type { Tracing } from '../lib/tracing/types.js';
import { localsOf } from './request.js';

/** Asked for every few seconds by machines. */
const UNTRACED = new Set(['healthz', 'readyz', 'metrics']);

/** One span for every request, named by method and first step of the path; its log lines have the trace's id. */
export function traceRequests(tracing: Tracing): RequestHandler {
  return (request, response, next) => {
    const [, first = ''] = request.path.split('/');
    if (UNTRACED.has(first)) return next();
    const route = OWN_PATHS.has(first) ? `/${first}` : '/';
    const locals = localsOf(response);
    const span = tracing.request(`${request.method} ${route}`, request.headers, {
      'http.request.method': request.method,
      'http.route': route,
      'leopard.request_id': locals.requestId,
    });
    locals.logger = locals.logger.child({ traceId: span.traceId });
    locals.span = span;
    response.once('close', () => {
      const { statusCode } = response;
      span.end({ 'http.response.status_code': statusCode }, statusCode >= 500 || !response.writableFinished);
    });
    span.within(next);
  };
}

/** After a body was read, which calls from outside the request's own asynchronous context. */
export const resumeTrace: RequestHandler = (_request, response, next) => {
  const { span } = localsOf(response);
  if (span === undefined) next();
  else span.within(next);
};
