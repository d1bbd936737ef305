import { LeopardError } from '../../../lib/errors.js';

/** UTF-16 units: more than the longest model (8192 tokens) takes of ordinary text. Cutting up much more would hold up everybody else. */
const MAXIMUM_LENGTH = 40_000;

/** @throws LeopardError INSTRUCTION_TOO_LONG */
export function checkLength(text: string): void {
  if (text.length <= MAXIMUM_LENGTH) return;
  throw new LeopardError(
    'INSTRUCTION_TOO_LONG',
    `The instruction has ${text.length} characters; at most ${MAXIMUM_LENGTH} are looked at, and far fewer fit a model. Shorten it.`,
  );
}
