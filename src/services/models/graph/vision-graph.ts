import type { ModelDescription } from '../description.js';
import type { Architecture } from './architecture.js';
import { valueInfo, type GraphBuilder, type Value } from './graph-builder.js';
import { DATA_TYPE, type ModelProto } from './schema.js';
import { TEXT, VISION, visionBlock } from './tensor-names.js';

interface Rope {
  readonly cos: Value;
  readonly sin: Value;
  readonly start: Value;
}

/**
 * The picture half of Visualized BGE: an EVA-02 tower (arXiv:2303.11331) and the projection into the text encoder's embedding space.
 *
 * `pixel_values` float32 `[B, 3, S, S]` → `image_embeds` float32 `[B, N, C]`: projected, positioned and normalised, so independent of any text.
 *
 * The stream is kept as `[B·(N+1), W]`, which lets every linear layer be a Gemm on the weight as PyTorch stores it; it takes
 * three dimensions only around attention.
 */
export function visionGraph(
  build: GraphBuilder,
  architecture: Architecture,
  description: ModelDescription,
): ModelProto {
  const { vision, text } = architecture;
  const patches = vision.grid ** 2;
  const rope = ropeTables(build, vision.headWidth);
  let stream = embedPatches(build, architecture);
  for (let index = 0; index < vision.blocks; index++) {
    stream = block(build, architecture, description.vision.layerNormEps, rope, stream, index);
  }
  // The tower's own final norm and head are not used; its CLS token is dropped.
  const tokens = build.slice(build.reshape(stream, -1, patches + 1, vision.width), 1, 1);
  const rows = build.reshape(tokens, -1, vision.width);
  const projected = build.linear(rows, 'visual_proj.weight', 'visual_proj.bias', { name: 'image.projected' });
  // Image tokens take the text positions 1..N, without a token type.
  const positions = build.slice(build.weight(`${TEXT}position_embeddings.weight`), 0, 1, patches + 1);
  const positioned = build.node('Add', [build.reshape(projected, -1, patches, text.width), positions]);
  build.layerNorm(positioned, `${TEXT}LayerNorm`, description.text.layerNormEps, { name: 'image_embeds' });
  return build.model(
    'vision',
    [valueInfo('pixel_values', DATA_TYPE.float, ['B', 3, vision.imageSize, vision.imageSize])],
    [valueInfo('image_embeds', DATA_TYPE.float, ['B', patches, text.width])],
  );
}

/** A convolution whose stride is its size is a matrix product over patches; then CLS in front, then positions. */
function embedPatches(build: GraphBuilder, { vision }: Architecture): Value {
  const { grid, patchSize, width } = vision;
  const patches = grid ** 2;
  const split = build.reshape('pixel_values', 0, 3, grid, patchSize, grid, patchSize);
  const byPatch = build.node('Transpose', [split], { attributes: { perm: [0, 2, 4, 1, 3, 5] } });
  const kernel = build.reshape(build.weight(`${VISION}patch_embed.proj.weight`), width, -1);
  const embedded = build.gemm(build.reshape(byPatch, -1, 3 * patchSize ** 2), kernel, `${VISION}patch_embed.proj.bias`);
  const batch = build.slice(build.node('Shape', ['pixel_values']), 0, 0, 1);
  const classShape = build.node('Concat', [batch, build.integers(1, width)], { attributes: { axis: 0 } });
  const classToken = build.node('Expand', [build.weight(`${VISION}cls_token`), classShape]);
  const tokens = build.node('Concat', [classToken, build.reshape(embedded, -1, patches, width)], {
    attributes: { axis: 1 },
  });
  const positioned = build.node('Add', [tokens, build.weight(`${VISION}pos_embed`)], { name: 'vision.embedded' });
  return build.reshape(positioned, -1, width);
}

/**
 * One pre-norm block: attention with rotary positions, then SwiGLU, each with a norm inside (sub-LN).
 * Queries and values have a bias, keys have none.
 */
function block(
  build: GraphBuilder,
  { vision }: Architecture,
  epsilon: number,
  rope: Rope,
  input: Value,
  index: number,
): Value {
  const { width, heads, headWidth, grid } = vision;
  const prefix = visionBlock(index);
  const sequence = (x: Value) => build.reshape(x, -1, grid ** 2 + 1, width);
  const rotate = (x: Value) =>
    build.node('RotaryEmbedding', [sequence(x), rope.start, rope.cos, rope.sin], {
      domain: 'com.microsoft',
      attributes: { interleaved: 1, num_heads: heads },
    });

  const normed = build.layerNorm(input, `${prefix}norm1`, epsilon);
  const query = build.linear(normed, `${prefix}attn.q_proj.weight`, `${prefix}attn.q_bias`);
  const key = build.linear(normed, `${prefix}attn.k_proj.weight`, null);
  const value = build.linear(normed, `${prefix}attn.v_proj.weight`, `${prefix}attn.v_bias`);
  const attended = build.node('MultiHeadAttention', [rotate(query), rotate(key), sequence(value)], {
    domain: 'com.microsoft',
    attributes: { num_heads: heads, scale: { float: headWidth ** -0.5 } },
  });
  const inner = build.layerNorm(build.reshape(attended, -1, width), `${prefix}attn.inner_attn_ln`, epsilon);
  const afterAttention = build.node('Add', [
    input,
    build.linear(inner, `${prefix}attn.proj.weight`, `${prefix}attn.proj.bias`),
  ]);

  const hidden = build.layerNorm(afterAttention, `${prefix}norm2`, epsilon);
  const gate = build.linear(hidden, `${prefix}mlp.w1.weight`, `${prefix}mlp.w1.bias`);
  // QuickGelu with alpha 1 is SiLU: x · sigmoid(x).
  const silu = build.node('QuickGelu', [gate], { domain: 'com.microsoft', attributes: { alpha: { float: 1 } } });
  const up = build.linear(hidden, `${prefix}mlp.w2.weight`, `${prefix}mlp.w2.bias`);
  const gated = build.layerNorm(build.node('Mul', [silu, up]), `${prefix}mlp.ffn_ln`, epsilon);
  const down = build.linear(gated, `${prefix}mlp.w3.weight`, `${prefix}mlp.w3.bias`);
  return build.node('Add', [afterAttention, down], { name: `vision.block.${index}` });
}

/**
 * Rotary tables as the operator takes them, `[N+1, headWidth / 2]`: one column of each equal pair, and a first row that leaves
 * the CLS token as it is. The checkpoint's own tables are rounded to fp16 and are part of the model: computed ones would differ.
 */
function ropeTables(build: GraphBuilder, headWidth: number): Rope {
  const half = headWidth / 2;
  const table = (name: string, classValue: number) => {
    const columns = build.slice(build.weight(`${VISION}rope.${name}`), 1, 0, headWidth, 2);
    const classRow = build.floats(new Array<number>(half).fill(classValue), [1, half]);
    return build.node('Concat', [classRow, columns], { attributes: { axis: 0 } });
  };
  return { cos: table('freqs_cos', 1), sin: table('freqs_sin', 0), start: build.integers(0) };
}
