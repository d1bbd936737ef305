import { ExpectedTensors } from '../../models/graph/expected-tensors.js';
import type { Architecture } from './architecture.js';

/** Prefixes of the published state dict. */
export const VISION = 'model_visual.visual.';
export const TEXT = 'bge_embeddings.';
export const visionBlock = (index: number): string => `${VISION}blocks.${index}.`;
export const textLayer = (index: number): string => `bge_encoder.layer.${index}.`;

/** Every tensor of a checkpoint with these dimensions: 488 for the published base model, 956 for m3. */
export function expectedTensors(architecture: Architecture): ExpectedTensors {
  const tensors = new ExpectedTensors('Visualized BGE');
  addVision(architecture, tensors);
  addText(architecture, tensors);
  return tensors;
}

function addVision({ vision, text }: Architecture, tensors: ExpectedTensors): void {
  const { width, headWidth, patchSize, mlpHidden } = vision;
  const patches = vision.grid ** 2;
  const rope = (prefix: string, used: boolean) => {
    tensors.add(`${prefix}rope.freqs_cos`, [patches, headWidth], used);
    tensors.add(`${prefix}rope.freqs_sin`, [patches, headWidth], used);
  };
  tensors.add('model_visual.logit_scale', [], false);
  tensors.add(`${VISION}cls_token`, [1, 1, width]);
  tensors.add(`${VISION}pos_embed`, [1, patches + 1, width]);
  tensors.add(`${VISION}patch_embed.proj.weight`, [width, 3, patchSize, patchSize]);
  tensors.add(`${VISION}patch_embed.proj.bias`, [width]);
  rope(VISION, true);
  for (let index = 0; index < vision.blocks; index++) {
    const block = visionBlock(index);
    tensors.layerNorm(`${block}norm1`, width);
    tensors.add(`${block}attn.q_bias`, [width]);
    tensors.add(`${block}attn.v_bias`, [width]);
    for (const part of ['q', 'k', 'v']) tensors.add(`${block}attn.${part}_proj.weight`, [width, width]);
    tensors.layerNorm(`${block}attn.inner_attn_ln`, width);
    tensors.linear(`${block}attn.proj`, width, width);
    rope(`${block}attn.`, false);
    tensors.layerNorm(`${block}norm2`, width);
    tensors.linear(`${block}mlp.w1`, mlpHidden, width);
    tensors.linear(`${block}mlp.w2`, mlpHidden, width);
    tensors.layerNorm(`${block}mlp.ffn_ln`, mlpHidden);
    tensors.linear(`${block}mlp.w3`, width, mlpHidden);
  }
  tensors.layerNorm(`${VISION}norm`, width, false);
  tensors.linear(`${VISION}head`, 'any', width, false);
  tensors.linear('visual_proj', text.width, width);
}

function addText({ text }: Architecture, tensors: ExpectedTensors): void {
  const { width, intermediate } = text;
  tensors.add(`${TEXT}word_embeddings.weight`, [text.vocabulary, width]);
  tensors.add(`${TEXT}position_embeddings.weight`, [text.positions, width]);
  tensors.add(`${TEXT}token_type_embeddings.weight`, [text.tokenTypes, width]);
  // A buffer that transformers before 4.31 saved.
  tensors.add(`${TEXT}position_ids`, [1, text.positions], false);
  tensors.layerNorm(`${TEXT}LayerNorm`, width);
  for (let index = 0; index < text.layers; index++) {
    const layer = textLayer(index);
    for (const part of ['query', 'key', 'value']) tensors.linear(`${layer}attention.self.${part}`, width, width);
    tensors.linear(`${layer}attention.output.dense`, width, width);
    tensors.layerNorm(`${layer}attention.output.LayerNorm`, width);
    tensors.linear(`${layer}intermediate.dense`, intermediate, width);
    tensors.linear(`${layer}output.dense`, width, intermediate);
    tensors.layerNorm(`${layer}output.LayerNorm`, width);
  }
  tensors.linear('bge_pooler.dense', width, width, false);
}
