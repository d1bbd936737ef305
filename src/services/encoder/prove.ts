import sharp from 'sharp';
import { SetupError } from '../../lib/errors.js';
import type { Encoder } from './types.js';

const SIDE = 32;

/**
 * Encodes one small picture, so that a model that does not work is found before the server listens.
 * @throws SetupError MODEL_NOT_USABLE
 */
export async function proveEncoder(encoder: Encoder): Promise<void> {
  const bytes = await sharp({ create: { width: SIDE, height: SIDE, channels: 3, background: '#808080' } })
    .png()
    .toBuffer();
  const { embedding } = await encoder.encode({ image: { id: 'proof', load: async () => bytes }, priority: 'bulk' });
  const length = Math.sqrt(embedding.reduce((sum, value) => sum + value * value, 0));
  if (embedding.length === encoder.identity.dimension && Math.abs(length - 1) < 1e-3) return;
  throw new SetupError(
    'MODEL_NOT_USABLE',
    `The model ${encoder.identity.model} gave no vector of length 1 in ${encoder.identity.dimension} dimensions. Install it again: \`leopard models install ${encoder.identity.model}\`.`,
  );
}
