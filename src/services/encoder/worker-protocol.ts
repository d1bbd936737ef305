import type { ModelGraphs } from '../models/model-folder.js';
import type { ChannelValues } from './preprocessing/normalise.js';

/** What a worker thread is started with. */
export interface WorkerSetup {
  readonly graphs: ModelGraphs;
  /** Threads that one computation may use. */
  readonly threads: number;
  readonly pixelMean: ChannelValues;
  readonly pixelStd: ChannelValues;
  /** Side of the crop in pixels; image tokens and channels of the model. */
  readonly imageSize: number;
  readonly patches: number;
  readonly width: number;
}

/** One row: a picture (its crop, or its image tokens where they are known) and token ids with their positions. */
export interface Task {
  /** RGB `Uint8Array [S, S, 3]`. */
  readonly crop?: Uint8Array;
  /** `Float32Array [patches, width]`. */
  readonly imageTokens?: Float32Array;
  readonly tokenIds: readonly number[];
  readonly positions: readonly number[];
  /** Whether the image tokens that were computed should come back. */
  readonly keepImageTokens: boolean;
}

/** Times in ms. */
export interface TaskResult {
  /** `Float32Array [width]`, length 1. */
  readonly embedding: Float32Array;
  readonly imageTokens?: Float32Array;
  readonly vision: number;
  readonly fuse: number;
}

export type FromWorker =
  | { readonly type: 'ready' }
  | { readonly type: 'result'; readonly result: TaskResult }
  | { readonly type: 'failed'; readonly message: string };
