import type { ExpectedTensors } from '../../models/graph/expected-tensors.js';
import type { ClipConfig, Tower } from './config.js';

/** Prefixes of Hugging Face's state dict. */
export const VISION = 'vision_model.';
export const TEXT = 'text_model.';
export const layerPrefix = (tower: string, index: number): string => `${tower}encoder.layers.${index}.`;
/** The misspelling is part of the name. */
export const PRE_NORM = `${VISION}pre_layrnorm`;

/** Every tensor of a checkpoint with these dimensions: 398 for BGE-VL base, 590 for large. */
export function expectTensors(
  tensors: ExpectedTensors,
  { projection_dim: projection, text, vision }: ClipConfig,
): void {
  const patches = Math.floor(vision.image_size / vision.patch_size) ** 2;
  tensors.add('logit_scale', [], false);

  tensors.add(`${TEXT}embeddings.token_embedding.weight`, [text.vocab_size, text.hidden_size]);
  tensors.add(`${TEXT}embeddings.position_embedding.weight`, [text.max_position_embeddings, text.hidden_size]);
  expectLayers(tensors, TEXT, text);
  tensors.layerNorm(`${TEXT}final_layer_norm`, text.hidden_size);
  tensors.add('text_projection.weight', [projection, text.hidden_size]);

  const width = vision.hidden_size;
  tensors.add(`${VISION}embeddings.class_embedding`, [width]);
  tensors.add(`${VISION}embeddings.patch_embedding.weight`, [width, 3, vision.patch_size, vision.patch_size]);
  tensors.add(`${VISION}embeddings.position_embedding.weight`, [patches + 1, width]);
  tensors.layerNorm(PRE_NORM, width);
  expectLayers(tensors, VISION, vision);
  tensors.layerNorm(`${VISION}post_layernorm`, width);
  tensors.add('visual_projection.weight', [projection, width]);

  // Buffers that transformers before 4.31 saved.
  tensors.add(`${TEXT}embeddings.position_ids`, [1, text.max_position_embeddings], false);
  tensors.add(`${VISION}embeddings.position_ids`, [1, patches + 1], false);
}

function expectLayers(tensors: ExpectedTensors, prefix: string, tower: Tower): void {
  const { hidden_size: width, intermediate_size: hidden, num_hidden_layers: layers } = tower;
  for (let index = 0; index < layers; index++) {
    const layer = layerPrefix(prefix, index);
    for (const part of ['k', 'v', 'q', 'out']) tensors.linear(`${layer}self_attn.${part}_proj`, width, width);
    tensors.layerNorm(`${layer}layer_norm1`, width);
    tensors.linear(`${layer}mlp.fc1`, hidden, width);
    tensors.linear(`${layer}mlp.fc2`, width, hidden);
    tensors.layerNorm(`${layer}layer_norm2`, width);
  }
}
