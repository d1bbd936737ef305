import type { ModelDimensions, ModelGraphs } from './models/model.js';

/** Where sessions come from. */
export type ModelSource =
  /** Straight from the checkpoint; `prepackInto`: a folder that gets the prepacked form. */
  | ({ readonly kind: 'checkpoint'; readonly prepackInto?: string } & ModelGraphs)
  /** A prepacked cache (prepacked/). */
  | { readonly kind: 'prepacked'; readonly folder: string };

/** The first message to a worker thread; tasks follow. */
export interface WorkerSetup {
  readonly dimensions: ModelDimensions;
  readonly source: ModelSource;
  /** Threads that one computation may use. */
  readonly threads: number;
  /** Nice value of its threads. */
  readonly nice: number;
}

/** One row: a picture (its crop, or what the model made of it where that is known) and token ids with their positions. */
export interface Task {
  /** RGB `Uint8Array [S, S, 3]`. */
  readonly crop?: Uint8Array;
  /** What the model makes of a picture before it reads the text: `Float32Array [patches, width]`, or `[width]` where it makes one vector. */
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
  /** Of the vector before that, where a family composes vectors as they come. */
  readonly length?: number;
  readonly imageTokens?: Float32Array;
  readonly vision: number;
  readonly fuse: number;
}

export type FromWorker =
  | { readonly type: 'ready' }
  | { readonly type: 'result'; readonly result: TaskResult }
  | { readonly type: 'failed'; readonly message: string };
