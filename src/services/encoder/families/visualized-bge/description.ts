import { join } from 'node:path';
import { z } from 'zod';
import { SetupError } from '../../../../lib/errors.js';
import type { ModelConfig } from '../family.js';

const epsilon = z.number().positive().max(1);
const tokens = z.number().int().min(2);
const id = z.number().int().nonnegative();
const rgb = z.tuple([z.number(), z.number(), z.number()]);
const fileName = z.string().regex(/^[^/\\]+$/, 'must be the name of a file in the same folder');

/**
 * `config.json` of a model folder: what the shapes of the tensors cannot tell. docs/models.md documents each field.
 * Fields that restate a shape are welcome for readers and are not used.
 */
export const modelDescription = z.object({
  version: z.literal(1).default(1),
  name: z.string().min(1),
  languages: z.array(z.string()).default([]),
  vision: z.object({
    layerNormEps: epsilon,
    pixelMean: rgb,
    pixelStd: rgb,
  }),
  text: z.object({
    heads: z.number().int().positive(),
    activation: z.literal('gelu (erf)').default('gelu (erf)'),
    layerNormEps: epsilon,
    /** `0,1,2,…` (BERT) or `2,3,… ; padding gets 1` (XLM-R): positions of a text without picture. */
    positionRuleTextOnly: z
      .string()
      .regex(/^\d+,/, 'must begin with the position of the first token, such as "0,1,2,…"'),
    padId: z.number().int().nonnegative(),
  }),
  limits: z.object({ maxTokensTextOnly: tokens, maxTokensWithImage: tokens }),
  /** Kind, file and special ids of the tokeniser (src/services/encoder/tokenizer/types.ts). */
  tokenizer: z.object({
    kind: z.string(),
    vocabularyFile: fileName.optional(),
    tokenizerFile: fileName.optional(),
    ...{ cls: id, sep: id, pad: id, unk: id },
  }),
  checkpoint: z.object({
    file: fileName,
    sha256: z.string().regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 in lower-case hexadecimal'),
  }),
});

export type ModelDescription = z.infer<typeof modelDescription>;

/** Position of the first token of a text without picture. */
export const firstTextPosition = (description: ModelDescription): number =>
  Number.parseInt(description.text.positionRuleTextOnly, 10);

/** @throws SetupError MODEL_DESCRIPTION */
export function parseModelDescription(folder: string, config: ModelConfig): ModelDescription {
  const parsed = modelDescription.safeParse(config);
  if (parsed.success) return parsed.data;
  throw new SetupError(
    'MODEL_DESCRIPTION',
    `${join(folder, 'config.json')} does not describe a model that this version of Leopard can run (docs/models.md):\n${z.prettifyError(parsed.error)}`,
  );
}
