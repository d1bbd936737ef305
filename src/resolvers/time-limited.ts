import type { MiddlewareFn } from 'type-graphql';
import type { RequestContext } from './context.js';

/** Ends a field when the request's signal fires, whether or not what it waits for listens to the signal. */
export const timeLimited: MiddlewareFn<RequestContext> = ({ context: { signal } }, next) => {
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    next()
      .then(resolve, reject)
      .finally(() => signal.removeEventListener('abort', abort));
  });
};
