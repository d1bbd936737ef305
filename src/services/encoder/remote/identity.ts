import type { RemoteEncoderConfig } from '../../../config/index.js';
import { sha256 } from '../../../lib/hash.js';
import { SERVED } from '../identity.js';
import type { EncoderIdentity } from '../types.js';
import type { ServedModel } from './presets.js';
import type { Protocol } from './protocol.js';

/**
 * What shapes a stored vector. Not the address, the key, or the prompt of queries: moving the service, or asking better, must not ask
 * for encoding every picture again.
 */
export function servedIdentity(
  { protocol: name, revision }: RemoteEncoderConfig,
  { flags }: Protocol,
  { model, documentPrompt = '', maxPixels }: ServedModel,
  dimension: number,
): EncoderIdentity {
  return {
    model,
    checkpoint: sha256(Buffer.from(JSON.stringify([name, model, revision, documentPrompt, flags]))),
    dimension,
    precision: SERVED,
    preprocessing: `sent-1-${maxPixels}`,
  };
}
