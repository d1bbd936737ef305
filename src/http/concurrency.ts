import type { RequestHandler } from 'express';
import { LeopardError } from '../lib/errors.js';
import { refuse } from './refusal.js';

/** Answers requests beyond a number at work at a time with OVERLOADED, before any work is done. */
export function limitConcurrency(most: number): { readonly middleware: RequestHandler; atWork(): number } {
  let atWork = 0;
  return {
    atWork: () => atWork,
    middleware: (request, response, next) => {
      if (atWork >= most) {
        const message = `The server is at work on ${most} requests (MAX_CONCURRENT_REQUESTS). Try again in a moment.`;
        // The body is not waited for; the connection is of no further use.
        response.setHeader('Connection', 'close');
        return refuse(request, response, new LeopardError('OVERLOADED', message, { retryAfterSeconds: 1 }));
      }
      atWork++;
      response.once('close', () => void atWork--);
      next();
    },
  };
}
