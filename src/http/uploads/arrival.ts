import { setMaxListeners } from 'node:events';
import type { Request } from 'express';
import { LeopardError } from '../../lib/errors.js';

/** Watches a body arrive. */
export interface Arrival {
  /** Fires when nothing came for too long, or the client has left. */
  readonly signal: AbortSignal;
  /** The body is here, or nobody waits for it any longer. */
  end(): void;
}

export function watchArrival(request: Request, idleMilliseconds: number): Arrival {
  const controller = new AbortController();
  // Every file of a request listens.
  setMaxListeners(0, controller.signal);
  const timer = setTimeout(() => controller.abort(stalled(idleMilliseconds)), idleMilliseconds);
  const onData = () => void timer.refresh();
  const onClose = () => {
    // A request closes as well when all of it has been read.
    if (!request.complete) controller.abort(new LeopardError('TIMEOUT', 'The client left before the answer.'));
  };
  request.on('data', onData).on('close', onClose);
  return {
    signal: controller.signal,
    end: () => {
      clearTimeout(timer);
      request.off('data', onData).off('close', onClose);
    },
  };
}

const stalled = (milliseconds: number) =>
  new LeopardError(
    'TIMEOUT',
    `The request stood still for ${milliseconds} ms. Send it again over a steadier connection.`,
  );
