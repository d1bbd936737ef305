import { LeopardError } from '../../lib/errors.js';

/** The encoder's own failure at a request: a crashed worker, a fault of the runtime. `cause` goes to the log. */
export function unavailable(cause?: unknown): LeopardError {
  return new LeopardError('ENCODER_UNAVAILABLE', 'The encoder failed at this request. Try again.', { cause });
}
