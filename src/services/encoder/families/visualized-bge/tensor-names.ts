import type { Architecture } from './architecture.js';

/** Prefixes of the published state dict. */
export const VISION = 'model_visual.visual.';
export const TEXT = 'bge_embeddings.';
export const visionBlock = (index: number): string => `${VISION}blocks.${index}.`;
export const textLayer = (index: number): string => `bge_encoder.layer.${index}.`;

export interface ExpectedTensor {
  /** `any`: a dimension that nothing else determines. */
  readonly shape: readonly (number | 'any')[];
  /** The published file carries some tensors that encoding has no use for. */
  readonly used: boolean;
}

/** Every tensor of a checkpoint with these dimensions: 488 for the published base model, 956 for m3. */
export function expectedTensors(architecture: Architecture): Map<string, ExpectedTensor> {
  const tensors = new Map<string, ExpectedTensor>();
  const add = (name: string, shape: readonly (number | 'any')[], used = true) => tensors.set(name, { shape, used });
  const linear = (name: string, outputs: number | 'any', inputs: number, used = true) => {
    add(`${name}.weight`, [outputs, inputs], used);
    add(`${name}.bias`, [outputs], used);
  };
  const layerNorm = (name: string, width: number, used = true) => {
    add(`${name}.weight`, [width], used);
    add(`${name}.bias`, [width], used);
  };
  addVision(architecture, { add, linear, layerNorm });
  addText(architecture, { add, linear, layerNorm });
  return tensors;
}

interface Adders {
  add(name: string, shape: readonly (number | 'any')[], used?: boolean): void;
  linear(name: string, outputs: number | 'any', inputs: number, used?: boolean): void;
  layerNorm(name: string, width: number, used?: boolean): void;
}

function addVision({ vision, text }: Architecture, { add, linear, layerNorm }: Adders): void {
  const { width, headWidth, patchSize, mlpHidden } = vision;
  const patches = vision.grid ** 2;
  const rope = (prefix: string, used: boolean) => {
    add(`${prefix}rope.freqs_cos`, [patches, headWidth], used);
    add(`${prefix}rope.freqs_sin`, [patches, headWidth], used);
  };
  add('model_visual.logit_scale', [], false);
  add(`${VISION}cls_token`, [1, 1, width]);
  add(`${VISION}pos_embed`, [1, patches + 1, width]);
  add(`${VISION}patch_embed.proj.weight`, [width, 3, patchSize, patchSize]);
  add(`${VISION}patch_embed.proj.bias`, [width]);
  rope(VISION, true);
  for (let index = 0; index < vision.blocks; index++) {
    const block = visionBlock(index);
    layerNorm(`${block}norm1`, width);
    add(`${block}attn.q_bias`, [width]);
    add(`${block}attn.v_bias`, [width]);
    for (const part of ['q', 'k', 'v']) add(`${block}attn.${part}_proj.weight`, [width, width]);
    layerNorm(`${block}attn.inner_attn_ln`, width);
    linear(`${block}attn.proj`, width, width);
    rope(`${block}attn.`, false);
    layerNorm(`${block}norm2`, width);
    linear(`${block}mlp.w1`, mlpHidden, width);
    linear(`${block}mlp.w2`, mlpHidden, width);
    layerNorm(`${block}mlp.ffn_ln`, mlpHidden);
    linear(`${block}mlp.w3`, width, mlpHidden);
  }
  layerNorm(`${VISION}norm`, width, false);
  linear(`${VISION}head`, 'any', width, false);
  linear('visual_proj', text.width, width);
}

function addText({ text }: Architecture, { add, linear, layerNorm }: Adders): void {
  const { width, intermediate } = text;
  add(`${TEXT}word_embeddings.weight`, [text.vocabulary, width]);
  add(`${TEXT}position_embeddings.weight`, [text.positions, width]);
  add(`${TEXT}token_type_embeddings.weight`, [text.tokenTypes, width]);
  // A buffer that transformers before 4.31 saved.
  add(`${TEXT}position_ids`, [1, text.positions], false);
  layerNorm(`${TEXT}LayerNorm`, width);
  for (let index = 0; index < text.layers; index++) {
    const layer = textLayer(index);
    for (const part of ['query', 'key', 'value']) linear(`${layer}attention.self.${part}`, width, width);
    linear(`${layer}attention.output.dense`, width, width);
    layerNorm(`${layer}attention.output.LayerNorm`, width);
    linear(`${layer}intermediate.dense`, intermediate, width);
    linear(`${layer}output.dense`, width, intermediate);
    layerNorm(`${layer}output.LayerNorm`, width);
  }
  linear('bge_pooler.dense', width, width, false);
}
