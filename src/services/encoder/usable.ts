import { SetupError } from '../../lib/errors.js';

/**
 * Refuses a model whose vectors are none: weights that are zero or no numbers.
 * @throws SetupError MODEL_NOT_USABLE
 */
export function requireUsable(embedding: Float32Array, model: string): void {
  const length = Math.sqrt(embedding.reduce((sum, value) => sum + value * value, 0));
  if (Math.abs(length - 1) < 1e-3) return;
  throw new SetupError(
    'MODEL_NOT_USABLE',
    `The model ${model} gave no vector of length 1: its weights are zero, or no numbers. Take its checkpoint from its publisher, and install it again.`,
  );
}
