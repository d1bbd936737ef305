import type { RequestHandler } from 'express';
import type { ServerState } from '../lifecycle.js';

/** While the server drains, every answer asks its client to come back on a new connection: to another server. */
export function closeWhileDraining(state: () => ServerState): RequestHandler {
  return (_request, response, next) => {
    if (state().phase === 'draining') response.setHeader('Connection', 'close');
    next();
  };
}
