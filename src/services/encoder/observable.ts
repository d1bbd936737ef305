import type { ObservableEncoder } from './encoder.js';
import type { Encoder } from './types.js';

/** Whether an encoder counts what it does. */
export const isObservable = (encoder: Encoder): encoder is ObservableEncoder => 'stats' in encoder;
