/** A rectangle in fractions of the upright picture, 0 to 1 from the top left corner. */
export interface Region {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export type Preprocessing = 'web' | 'reference';

/** What makes two vectors comparable. An index belongs to exactly one identity. */
export interface EncoderIdentity {
  /** Catalogue id or folder name of the model. */
  readonly model: string;
  /** SHA-256 of the checkpoint, hexadecimal. */
  readonly checkpoint: string;
  readonly dimension: number;
  /** Arithmetic of the vectors: `fp32`; `served` by an inference service. */
  readonly precision: string;
  /** Variant and version of the preprocessing: `web-1`, `reference-1`, `web-clip-1`; `sent-1-<pixels>` to a service. */
  readonly preprocessing: string;
}

/** Tokens, special ones included, that the model takes. */
export interface EncoderLimits {
  readonly instructionTokens: number;
  readonly instructionTokensWithImage: number;
}

/** A picture to encode; its bytes are read only where its image tokens are not cached. */
export interface EncoderImage {
  /** SHA-256 of the original bytes, hexadecimal: the cache key, with the region. */
  readonly id: string;
  readonly load: () => Promise<Uint8Array>;
  readonly region?: Region;
  /** Of a picture of the collection: what this encoder made of it alone, where it did. */
  readonly stored?: () => Promise<{ readonly vector: Float32Array; readonly length: number } | undefined>;
  /** What decoding it costs, about, in milliseconds of one core. */
  readonly cost?: number;
}

/** Picture, instruction, or both ("this picture, changed like that"). */
export interface EncodeRequest {
  readonly image?: EncoderImage;
  readonly instruction?: string;
  /** Token ids in place of an instruction, special ones included, for models without a tokeniser. */
  readonly tokenIds?: readonly number[];
  /** Searches overtake ingestion; ingestion never starves. */
  readonly priority: 'interactive' | 'bulk';
  /** Whose request it is: clients take turns. */
  readonly client?: string | undefined;
  /** A request that still waits, or whose picture is being decoded, when this fires is dropped. */
  readonly signal?: AbortSignal | undefined;
}

/** Milliseconds by stage; 0 for a stage that did not happen. */
export interface EncodeTimings {
  readonly queue: number;
  readonly decode: number;
  readonly vision: number;
  readonly fuse: number;
}

export interface Encoding {
  /** `Float32Array [dimension]`, length 1. */
  readonly embedding: Float32Array;
  /** Of the vector before it was brought to length 1, where a family composes vectors as they come; 1 otherwise. */
  readonly length?: number;
  /** Text tokens, special ones included. */
  readonly tokens: number;
  readonly timings: EncodeTimings;
}

/** Turns pictures and instructions into vectors. */
export interface Encoder {
  readonly identity: EncoderIdentity;
  readonly limits: EncoderLimits;
  /** Languages of the model as ISO 639-1 codes; empty: many. Used for a warning, never for a refusal. */
  readonly languages: readonly string[];
  /** Pictures that it computes at a time, where that does not follow from the cores of this machine. */
  readonly concurrency?: number;
  /**
   * The same vector to the bit whatever the batch, the worker, the cache. An inference service repeats itself to a cosine of about
   * 0.999 only: of it the stored vector is the truth, and is never made again.
   * @throws LeopardError BAD_USER_INPUT (neither picture nor text), INSTRUCTION_TOO_LONG, IMAGE_*, OVERLOADED, ENCODER_UNAVAILABLE.
   */
  encode(request: EncodeRequest): Promise<Encoding>;
  /** Drains, then releases workers and sessions. Safe to call twice. */
  close(): Promise<void>;
}
