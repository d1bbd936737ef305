import { LeopardError, SetupError } from '../../../lib/errors.js';
import { ServiceFault } from './fault.js';

const AGAIN_SECONDS = 5;

/**
 * What a client sees of a fault at the service; the log has more.
 * @param withInstruction whether there was anything in the conversation that its sender could shorten
 */
export function clientError(error: unknown, withInstruction: boolean): unknown {
  if (error instanceof SetupError) return unavailable('It gives other vectors than those that are stored.', error);
  if (!(error instanceof ServiceFault)) return error;
  const { kind, retryAfterSeconds = AGAIN_SECONDS } = error;
  if (kind === 'timeout') {
    return new LeopardError('TIMEOUT', 'The inference service did not answer in time. Try again.', { cause: error });
  }
  if (kind === 'busy') {
    const message = `The inference service has too much to do. Try again in ${retryAfterSeconds} s.`;
    return new LeopardError('OVERLOADED', message, { cause: error, retryAfterSeconds });
  }
  if (kind === 'tooLong' && withInstruction) {
    const message = 'The instruction has more tokens than the model takes beside a picture. Shorten it.';
    return new LeopardError('INSTRUCTION_TOO_LONG', message, { cause: error });
  }
  return unavailable(error.passing ? 'Try again in a moment.' : 'The log of the server says why.', error);
}

const unavailable = (what: string, cause: unknown): LeopardError =>
  new LeopardError('ENCODER_UNAVAILABLE', `The inference service cannot encode now. ${what}`, { cause });
