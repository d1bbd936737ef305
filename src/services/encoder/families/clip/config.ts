import { join } from 'node:path';
import { z } from 'zod';
import { SetupError } from '../../../../lib/errors.js';
import type { ModelConfig } from '../family.js';

/** Transformers leaves out of a file whatever equals these (CLIPTextConfig, CLIPVisionConfig of transformers 4.45). */
const DEFAULTS = {
  text: { hidden_size: 512, intermediate_size: 2048, num_hidden_layers: 12, num_attention_heads: 8 },
  vision: { hidden_size: 768, intermediate_size: 3072, num_hidden_layers: 12, num_attention_heads: 12 },
} as const;

const size = z.number().int().positive().max(65_536);
const activation = z.enum(['quick_gelu', 'gelu'], 'must be quick_gelu or gelu');

const tower = (defaults: (typeof DEFAULTS)[keyof typeof DEFAULTS]) => ({
  hidden_size: size.default(defaults.hidden_size),
  intermediate_size: size.default(defaults.intermediate_size),
  num_hidden_layers: size.default(defaults.num_hidden_layers),
  num_attention_heads: size.default(defaults.num_attention_heads),
  hidden_act: activation.default('quick_gelu'),
  layer_norm_eps: z.number().positive().max(1).default(1e-5),
});

const clipConfig = z.object({
  projection_dim: size.default(512),
  text: z.object({
    ...tower(DEFAULTS.text),
    max_position_embeddings: size.default(77),
    vocab_size: z.number().int().min(512).max(10_000_000).default(49_408),
  }),
  vision: z.object({
    ...tower(DEFAULTS.vision),
    image_size: size.max(4096).default(224),
    patch_size: size.default(32),
    num_channels: z.literal(3).default(3),
  }),
});

/** What a `config.json` of `model_type` "clip" says, its defaults filled in. */
export type ClipConfig = z.output<typeof clipConfig>;
export type Tower = Pick<ClipConfig['text'], keyof ReturnType<typeof tower>>;

/**
 * `text_config_dict` and `vision_config_dict` are an old second copy of the two parts. Where there is one it wins, and what it
 * leaves out has the default, whatever the first copy says.
 * @throws SetupError MODEL_DESCRIPTION
 */
export function readClipConfig(folder: string, config: ModelConfig): ClipConfig {
  const parsed = clipConfig.safeParse({
    projection_dim: config['projection_dim'],
    text: config['text_config_dict'] ?? config['text_config'] ?? {},
    vision: config['vision_config_dict'] ?? config['vision_config'] ?? {},
  });
  if (parsed.success) return parsed.data;
  throw new SetupError(
    'MODEL_DESCRIPTION',
    `${join(folder, 'config.json')} does not describe a CLIP model that this version of Leopard can run (docs/models.md):\n${z.prettifyError(parsed.error)}`,
  );
}
