import type { Request, RequestHandler } from 'express';

/**
 * Shows a person who opens the endpoint in a browser a page, which has no secrets and is where a key is put in: so it is the one thing
 * that asks for no key. It comes before all that is done for operations, and reads nothing of the request but its headers.
 */
export function serveLandingPage(page: RequestHandler): RequestHandler {
  return (request, response, next) => (asksForPage(request) ? page(request, response, next) : next());
}

function asksForPage(request: Request): boolean {
  const { 'transfer-encoding': chunked, 'content-length': length = '0' } = request.headers;
  const bodiless = chunked === undefined && Number(length) === 0;
  const path = request.originalUrl;
  return (
    request.method === 'GET' && bodiless && /^\/graphql\/?$/.test(path) && request.accepts(['json', 'html']) === 'html'
  );
}
