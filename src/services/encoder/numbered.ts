import type { Encoder } from './types.js';

/** An encoder with the number that the database gives it. */
export interface NumberedEncoder {
  readonly encoder: Encoder;
  readonly number: number;
}

/** The encoder that answers, and one that stands beside it while the model is being switched. */
export interface EncodersInUse {
  readonly active: NumberedEncoder;
  readonly beside: NumberedEncoder | undefined;
}
