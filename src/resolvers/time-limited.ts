import type { MiddlewareFn } from 'type-graphql';
import { untilAborted } from '../lib/until-aborted.js';
import type { RequestContext } from './context.js';

/** Ends a field when the request's signal fires, whether or not what it waits for listens to the signal. */
export const timeLimited: MiddlewareFn<RequestContext> = ({ context: { signal } }, next) => {
  signal.throwIfAborted();
  return untilAborted(next(), signal);
};
