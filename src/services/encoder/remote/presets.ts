import type { RemoteEncoderConfig } from '../../../config/index.js';

/** What a served model needs to be asked with. */
export interface ServedModel {
  /** Name that it is served under. */
  readonly model: string;
  readonly documentPrompt: string | undefined;
  readonly queryPrompt: string | undefined;
  /** Pixels of a picture that is sent, at most. */
  readonly maxPixels: number;
  /** Numbers of a vector that are kept; undefined: all. */
  readonly dimension: number | undefined;
}

const DEFAULT_PIXELS = 1_048_576;

/** Prompts: the authors' code (QwenLM/Qwen3-VL-Embedding) and their wording for composed search in MMEB-V2. */
const QWEN3_VL = {
  documentPrompt: "Represent the user's input.",
  queryPrompt: 'Given an image, find a similar everyday image with the described changes.',
  maxPixels: DEFAULT_PIXELS,
  dimension: 1024,
} as const;

/** Served models by one short name. */
export const PRESETS: Readonly<Record<string, ServedModel>> = {
  'qwen3-vl-embedding-2b': { model: 'Qwen/Qwen3-VL-Embedding-2B', ...QWEN3_VL },
  'qwen3-vl-embedding-8b': { model: 'Qwen/Qwen3-VL-Embedding-8B', ...QWEN3_VL },
};

/** The preset of that name, or a model of that name without one; what is configured wins. */
export function servedModel(name: string, config: RemoteEncoderConfig): ServedModel {
  const preset = PRESETS[name.toLowerCase()];
  return {
    model: preset?.model ?? name,
    documentPrompt: withFullStop(config.documentPrompt ?? preset?.documentPrompt),
    queryPrompt: withFullStop(config.queryPrompt ?? preset?.queryPrompt),
    maxPixels: config.maxPixels ?? preset?.maxPixels ?? DEFAULT_PIXELS,
    dimension: config.dimension ?? preset?.dimension,
  };
}

/** As Qwen's authors do it: a prompt that no punctuation ends gets a full stop. */
const withFullStop = (prompt: string | undefined): string | undefined =>
  prompt === undefined || prompt === '' || /\p{P}$/u.test(prompt) ? prompt : `${prompt}.`;
