import { setMaxListeners } from 'node:events';
import type { RequestHandler } from 'express';
import { LeopardError } from '../lib/errors.js';
import { refuse } from './refusal.js';
import { localsOf } from './request.js';

/** After its time, a request has this long to answer by itself: with what is done, and TIMEOUT for the rest. */
const GRACE_MILLISECONDS = 2000;

/** Gives each request, once its body is here, a signal that fires when its time is over or its client has left. */
export function limitTime(milliseconds: number): RequestHandler {
  return (request, response, next) => {
    const controller = new AbortController();
    // Every picture of a request listens.
    setMaxListeners(0, controller.signal);
    localsOf(response).signal = controller.signal;
    let grace: NodeJS.Timeout | undefined;
    const timer = setTimeout(() => {
      const timeout = new LeopardError(
        'TIMEOUT',
        `The request took more than ${milliseconds} ms (MAX_REQUEST_MS). Ask for less at once, or try again later.`,
      );
      controller.abort(timeout);
      grace = setTimeout(() => {
        if (!response.headersSent) refuse(request, response, timeout);
      }, GRACE_MILLISECONDS);
    }, milliseconds);
    response.once('close', () => {
      clearTimeout(timer);
      clearTimeout(grace);
      if (!response.writableFinished)
        controller.abort(new LeopardError('TIMEOUT', 'The client left before the answer.'));
    });
    next();
  };
}
