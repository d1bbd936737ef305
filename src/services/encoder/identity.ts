import { SetupError } from '../../lib/errors.js';
import type { EncoderIdentity } from './types.js';

/** Precision of a model that somebody else runs: nobody can tell fp8 from bf16. */
export const SERVED = 'served';

/** One line that names everything that makes vectors comparable. */
export function describeIdentity(identity: EncoderIdentity): string {
  const { model, checkpoint, dimension, precision, preprocessing } = identity;
  return `${model} (checkpoint ${checkpoint.slice(0, 12)}, ${dimension} dimensions, ${precision}, ${preprocessing})`;
}

/** Whether vectors of the two can be compared. The name of the model says nothing: the checkpoint's hash does. */
export function sameIdentity(one: EncoderIdentity, other: EncoderIdentity): boolean {
  return (
    one.checkpoint === other.checkpoint &&
    one.dimension === other.dimension &&
    one.precision === other.precision &&
    one.preprocessing === other.preprocessing
  );
}

/**
 * Refuses to mix embeddings of two encoders.
 * @throws SetupError ENCODER_MISMATCH naming both sides and what to do
 */
export function requireIdentity(folder: string, stored: EncoderIdentity, running: EncoderIdentity): void {
  if (sameIdentity(stored, running)) return;
  throw new SetupError(
    'ENCODER_MISMATCH',
    `The pictures in ${folder} were encoded by ${describeIdentity(stored)}, but the configuration asks for ${describeIdentity(running)}. ` +
      `${remedy(stored)} ` +
      'To encode them anew, run `leopard export pictures.tar`, set another DATA_FOLDER and run `leopard import --encode pictures.tar` there; nothing here is changed by that.',
  );
}

const remedy = ({ model, preprocessing, precision }: EncoderIdentity): string =>
  precision === SERVED
    ? `To go on with them as they are, set ENCODER_URL, MODEL=${model}, and ENCODER_PROTOCOL, ENCODER_DIMENSION, ENCODER_DOCUMENT_PROMPT, ENCODER_MAX_PIXELS and ENCODER_REVISION as they were.`
    : `To go on with them as they are, set MODEL=${model} and the preprocessing ${preprocessing}, without ENCODER_URL.`;
