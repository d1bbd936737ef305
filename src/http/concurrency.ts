import type { Request, RequestHandler } from 'express';
import { LeopardError } from '../lib/errors.js';
import type { SharedLimit } from '../lib/shared-limit.js';
import { refuse } from './refusal.js';

/** How long a client may take none of its answer, in ms. */
const UNREAD_MILLISECONDS = 30_000;

/**
 * Does work for a number of requests at a time, of all clients and of each; further ones are answered OVERLOADED. A permit is
 * held for the work alone, and not until a client has read its answer.
 */
export function withPermit(
  limit: SharedLimit,
  clientOf: (request: Request) => string | undefined,
  work: RequestHandler,
): RequestHandler {
  return async (request, response, next) => {
    // Whoever left while the body was read waits for nothing.
    if (response.destroyed) return;
    const client = clientOf(request);
    const spent = limit.take(client);
    if (spent !== undefined) {
      const [number, whose] = spent === 'all' ? [limit.most, ''] : [limit.each, ' of yours'];
      const message = `The server is at work on ${number} requests${whose} (MAX_CONCURRENT_REQUESTS). Try again in a moment.`;
      return refuse(request, response, new LeopardError('OVERLOADED', message, { retryAfterSeconds: 1 }));
    }
    try {
      await work(request, response, next);
    } finally {
      limit.release(client);
      if (!response.writableFinished) response.setTimeout(UNREAD_MILLISECONDS, () => response.destroy());
    }
  };
}
