import type { ErrorCode } from '../../lib/errors.js';
import type { Preprocessing, Region } from './types.js';

/** A picture to make ready, under a number that the answer repeats. */
export interface PictureTask {
  readonly number: number;
  readonly bytes: Uint8Array;
  readonly variant: Preprocessing;
  readonly region?: Region | undefined;
  readonly imageSize: number;
  readonly maximumPixels: number;
}

export type FromPictureWorker =
  /** RGB `Uint8Array [S, S, 3]`; `decode` in ms. */
  | { readonly type: 'crop'; readonly number: number; readonly crop: Uint8Array; readonly decode: number }
  /** Without a code: a fault of ours. */
  | { readonly type: 'failed'; readonly number: number; readonly message: string; readonly code?: ErrorCode };
