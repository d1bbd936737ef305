import type { ModelDimensions, ModelGraphs } from '../models/model.js';
import type { Instructions } from '../instruction.js';
import type { InferenceSession } from '../onnxruntime.js';
import type { Processor } from '../preprocessing/processor.js';
import type { EncoderLimits } from '../types.js';
import type { Task, TaskResult } from '../worker-protocol.js';

/** What a `config.json` holds. */
export type ModelConfig = Readonly<Record<string, unknown>>;

/** A model ready for a runtime. */
export interface OpenedModel extends ModelGraphs {
  readonly dimensions: ModelDimensions;
}

/** What a model folder says of itself, read without its checkpoint. */
export interface DescribedModel {
  readonly name: string;
  /** ISO 639-1; empty: many. */
  readonly languages: readonly string[];
  readonly limits: EncoderLimits;
  /** File with the weights. `sha256`: what it must be, in hexadecimal; undefined where nothing promises it. */
  readonly checkpoint: { readonly file: string; readonly sha256: string | undefined };
  /** Further files in the folder that it needs, `config.json` left out. */
  readonly files: readonly string[];
  /** All that its graphs depend on but the checkpoint: names what is kept of them. */
  readonly key: string;
  /**
   * Reads the checkpoint's headers and writes the graphs. No weight is read.
   * @throws SetupError CHECKPOINT_*, TENSOR_*, MODEL_UNSUPPORTED
   */
  open(checkpointPath: string): Promise<OpenedModel>;
  /**
   * Its tokeniser, and how ids are placed beside a picture.
   * @throws SetupError TOKENIZER_*
   */
  instructions(dimensions: ModelDimensions, truncate: boolean): Promise<Instructions>;
}

/** Computes one row in the sessions of the family's graphs. Its arrays are empty after. */
export type Computation = (task: Task) => Promise<TaskResult>;

/**
 * A kind of model: what differs from one to the next. Sessions, workers, queue, caches and prepacked weights know none of it.
 * An object of this type is loaded by every worker thread, so it is small and imports the rest where it is called.
 */
export interface Family {
  readonly name: string;
  /** Names of the graphs, in the order in which they are opened. */
  readonly graphs: readonly string[];
  /** How its pictures are made ready. */
  readonly processor: Processor;
  /** What is kept of a picture is one vector, the same that is stored of it but for its length: a stored picture is never looked at again. */
  readonly pictureIsVector: boolean;
  /** Whether a `config.json` is one of its own. */
  recognises(config: ModelConfig): boolean;
  /** @throws SetupError MODEL_DESCRIPTION */
  describe(folder: string, config: ModelConfig): Promise<DescribedModel>;
  computation(dimensions: ModelDimensions, sessions: Readonly<Record<string, InferenceSession>>): Promise<Computation>;
  /** A composed input that any of its models takes, for seeing whether it computes what it computed before. */
  probe(dimensions: ModelDimensions): Omit<Task, 'crop' | 'keepImageTokens'>;
}
