import type { JsonObject } from '../../lib/json.js';
import { requireIdentity } from '../encoder/identity.js';
import type { EncoderIdentity } from '../encoder/types.js';
import type { Generations } from './types/index.js';

/** Equal for encoders whose vectors can be compared. The name of the model says nothing: the checkpoint's hash does. */
export const fingerprint = ({ checkpoint, dimension, precision, preprocessing }: EncoderIdentity): string =>
  [checkpoint, dimension, precision, preprocessing].join(' ');

/** The number of an encoder, whatever others the pictures were embedded with. */
export const registerEncoder = (
  generations: Pick<Generations, 'encoder'>,
  identity: EncoderIdentity,
): Promise<number> => generations.encoder(fingerprint(identity), { ...identity } as JsonObject);

/** The encoder that made the embeddings of a deployment; undefined where there are none yet. */
export async function storedEncoder(
  generations: Generations,
): Promise<{ readonly number: number; readonly identity: EncoderIdentity } | undefined> {
  const encoders = await generations.encoders();
  const active = await generations.active();
  const found = encoders.find(({ number }) => number === active?.encoder) ?? encoders[0];
  return found && { number: found.number, identity: found.identity as unknown as EncoderIdentity };
}

/**
 * The number that the database gives an encoder.
 * @throws SetupError ENCODER_MISMATCH where the pictures were embedded by another one
 */
export async function encoderNumber(
  generations: Generations,
  identity: EncoderIdentity,
  place: string,
): Promise<number> {
  const stored = await storedEncoder(generations);
  if (stored !== undefined) requireIdentity(place, stored.identity, identity);
  const number = await registerEncoder(generations, identity);
  // Another server may have brought its own at the same time: the first one counts.
  const first = await storedEncoder(generations);
  if (first !== undefined && first.number !== number) requireIdentity(place, first.identity, identity);
  return number;
}
