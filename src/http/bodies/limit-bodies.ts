import type { Request, RequestHandler } from 'express';
import { LeopardError } from '../../lib/errors.js';
import type { SharedLimit } from '../../lib/shared-limit.js';
import { refuse } from '../refusal.js';

/** Bounds the bodies that are on their way, all together and of each client: their permits are taken when they have arrived. */
export function limitBodies(limit: SharedLimit, clientOf: (request: Request) => string | undefined): RequestHandler {
  return (request, response, next) => {
    if (request.method !== 'POST') return next();
    const client = clientOf(request);
    if (limit.take(client) !== undefined) {
      response.setHeader('Connection', 'close');
      const message = 'The server is receiving as many requests as it takes at a time. Try again in a moment.';
      return refuse(request, response, new LeopardError('OVERLOADED', message, { retryAfterSeconds: 1 }));
    }
    let arriving = true;
    const release = () => {
      if (arriving) limit.release(client);
      arriving = false;
    };
    request.once('end', release);
    response.once('close', release);
    next();
  };
}
