import type { RequestHandler } from 'express';

/** Apollo Sandbox brings a content policy of its own, for its CDN; ours would leave the page blank. */
export const allowSandbox: RequestHandler = (request, response, next) => {
  if (request.method === 'GET' && request.accepts(['json', 'html']) === 'html') {
    response.removeHeader('Content-Security-Policy');
    response.removeHeader('Cross-Origin-Opener-Policy');
  }
  next();
};
