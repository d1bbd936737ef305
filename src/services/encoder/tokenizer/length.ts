import { LeopardError } from '../../../errors.js';

/** UTF-16 units. Ten times what fits the longest model (8192 tokens); cutting up much more would hold up everybody else. */
const MAXIMUM_LENGTH = 100_000;

/** @throws LeopardError INSTRUCTION_TOO_LONG */
export function checkLength(text: string): void {
  if (text.length <= MAXIMUM_LENGTH) return;
  throw new LeopardError(
    'INSTRUCTION_TOO_LONG',
    `The instruction has ${text.length} characters; at most ${MAXIMUM_LENGTH} are looked at, and far fewer fit a model. Shorten it.`,
  );
}
