import { valueInfo, type GraphBuilder } from '../../models/graph/graph-builder.js';
import { embedPatches } from '../../models/graph/patches.js';
import { DATA_TYPE, type ModelProto } from '../../models/graph/schema.js';
import type { ClipConfig } from './config.js';
import { layer } from './layer.js';
import { PRE_NORM, VISION } from './tensor-names.js';

/**
 * The picture tower: a vision transformer whose class token becomes the picture's vector.
 *
 * `pixel_values` float32 `[3, S, S]` → `image_features` float32 `[1, D]`, as long as it comes: composing needs the length.
 */
export function visionGraph(build: GraphBuilder, { projection_dim: projection, vision }: ClipConfig): ModelProto {
  const { hidden_size: width, patch_size: patchSize, image_size: imageSize, layer_norm_eps: epsilon } = vision;
  const embeddings = `${VISION}embeddings.`;
  const grid = imageSize / patchSize;
  const patches = embedPatches(build, { grid, patchSize }, `${embeddings}patch_embedding.weight`, null);
  const classToken = build.reshape(build.weight(`${embeddings}class_embedding`), 1, width);
  const tokens = build.node('Concat', [classToken, patches], { attributes: { axis: 0 } });
  const positioned = build.node('Add', [tokens, build.weight(`${embeddings}position_embedding.weight`)], {
    name: 'vision.embedded',
  });
  let stream = build.layerNorm(positioned, PRE_NORM, epsilon, { name: 'vision.preNorm' });
  for (let index = 0; index < vision.num_hidden_layers; index++) {
    const last = index === vision.num_hidden_layers - 1;
    stream = layer(build, vision, stream, {
      ...{ prefix: VISION, index, causal: false, name: `vision.layer.${index}` },
      ...(last ? { row: (rows) => build.slice(rows, 0, 0, 1) } : {}),
    });
  }
  const pooled = build.layerNorm(stream, `${VISION}post_layernorm`, epsilon, { name: 'vision.pooled' });
  build.linear(pooled, 'visual_projection.weight', null, { name: 'image_features' });
  return build.model(
    'vision',
    [valueInfo('pixel_values', DATA_TYPE.float, [3, imageSize, imageSize])],
    [valueInfo('image_features', DATA_TYPE.float, [1, projection])],
  );
}
