import type { EncoderStats, ObservableEncoder } from './encoder.js';
import type { Encoder } from './types.js';

/** Whether an encoder counts what it does. */
export const isObservable = (encoder: Encoder): encoder is ObservableEncoder => 'stats' in encoder;

/** What it has counted; undefined where it does not. */
export const statsOf = (encoder: Encoder): EncoderStats | undefined =>
  isObservable(encoder) ? encoder.stats() : undefined;
