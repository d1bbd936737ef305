import type { ErrorCode } from '../../../lib/errors.js';
import type { Region } from '../../encoder/types.js';

/** A sheet to draw, under a number that the answer repeats. */
export interface SheetTask {
  readonly number: number;
  readonly query?: { readonly bytes: Uint8Array; readonly region?: Region; readonly instruction?: string } | undefined;
  readonly candidates: readonly Uint8Array[];
  readonly maximumPixels: number;
}

export interface DrawnSheet {
  readonly png: Uint8Array<ArrayBuffer>;
  /** Pixels. */
  readonly width: number;
  readonly height: number;
}

export type FromSheetWorker =
  | ({ readonly type: 'drawn'; readonly number: number } & DrawnSheet)
  /** Without a code: a fault of ours. */
  | { readonly type: 'failed'; readonly number: number; readonly message: string; readonly code?: ErrorCode };
