import type { MiddlewareFn } from 'type-graphql';
import type { RequestContext } from './context.js';

/** For fields that read many pictures: of one request few run at a time, so that others' reads come in between. */
export const inTurn: MiddlewareFn<RequestContext> = ({ context: { lists, signal } }, next) =>
  lists.add(() => {
    signal.throwIfAborted();
    return next();
  });
