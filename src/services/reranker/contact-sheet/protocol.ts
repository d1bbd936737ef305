import type { ErrorCode } from '../../../lib/errors.js';
import type { SheetContent } from './draw.js';

/** A sheet to draw, under a number that the answer repeats. */
export interface SheetTask {
  readonly number: number;
  readonly content: SheetContent;
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
