import type { ModelDescription } from './description.js';
import type { Architecture } from './architecture.js';
import { valueInfo, type GraphBuilder, type Value } from '../../models/graph/graph-builder.js';
import { embedPatches } from '../../models/graph/patches.js';
import { DATA_TYPE, type ModelProto } from '../../models/graph/schema.js';
import { TEXT, VISION, visionBlock } from './tensor-names.js';

interface Rope {
  readonly cos: Value;
  readonly sin: Value;
  readonly start: Value;
}

/**
 * The picture half of Visualized BGE: an EVA-02 tower (arXiv:2303.11331) and the projection into the text encoder's embedding space.
 *
 * `pixel_values` float32 `[3, S, S]` → `image_embeds` float32 `[N, C]`: projected, positioned and normalised, so independent of any text.
 *
 * The stream is `[N+1, W]`, which lets every linear layer be a Gemm on the weight as PyTorch stores it.
 */
export function visionGraph(
  build: GraphBuilder,
  architecture: Architecture,
  description: ModelDescription,
): ModelProto {
  const { vision, text } = architecture;
  const patches = vision.grid ** 2;
  const rope = ropeTables(build, vision.headWidth);
  let stream = embedPicture(build, architecture);
  for (let index = 0; index < vision.blocks; index++) {
    stream = block(build, architecture, description.vision.layerNormEps, rope, stream, index);
  }
  // The tower's own final norm and head are not used; its CLS token is dropped.
  const tokens = build.slice(stream, 0, 1);
  const projected = build.linear(tokens, 'visual_proj.weight', 'visual_proj.bias', { name: 'image.projected' });
  // Image tokens take the text positions 1..N, without a token type.
  const positions = build.slice(build.weight(`${TEXT}position_embeddings.weight`), 0, 1, patches + 1);
  const positioned = build.node('Add', [projected, positions]);
  build.layerNorm(positioned, `${TEXT}LayerNorm`, description.text.layerNormEps, { name: 'image_embeds' });
  return build.model(
    'vision',
    [valueInfo('pixel_values', DATA_TYPE.float, [3, vision.imageSize, vision.imageSize])],
    [valueInfo('image_embeds', DATA_TYPE.float, [patches, text.width])],
  );
}

/** Patches, then CLS in front, then positions. */
function embedPicture(build: GraphBuilder, { vision }: Architecture): Value {
  const kernel = `${VISION}patch_embed.proj`;
  const embedded = embedPatches(build, vision, `${kernel}.weight`, `${kernel}.bias`);
  const classToken = build.reshape(build.weight(`${VISION}cls_token`), 1, vision.width);
  const tokens = build.node('Concat', [classToken, embedded], { attributes: { axis: 0 } });
  const positions = build.reshape(build.weight(`${VISION}pos_embed`), -1, vision.width);
  return build.node('Add', [tokens, positions], { name: 'vision.embedded' });
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
  const { width, heads } = vision;
  const prefix = visionBlock(index);
  const rotate = (x: Value) =>
    build.node('RotaryEmbedding', [build.reshape(x, 1, -1, width), rope.start, rope.cos, rope.sin], {
      domain: 'com.microsoft',
      attributes: { interleaved: 1, num_heads: heads },
    });

  const normed = build.layerNorm(input, `${prefix}norm1`, epsilon);
  const query = build.linear(normed, `${prefix}attn.q_proj.weight`, `${prefix}attn.q_bias`);
  const key = build.linear(normed, `${prefix}attn.k_proj.weight`, null);
  const value = build.linear(normed, `${prefix}attn.v_proj.weight`, `${prefix}attn.v_bias`);
  const attended = build.attention(rotate(query), rotate(key), build.reshape(value, 1, -1, width), vision);
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
