import { valueInfo, type GraphBuilder, type Value } from '../../models/graph/graph-builder.js';
import { DATA_TYPE, type ModelProto } from '../../models/graph/schema.js';
import type { ClipConfig } from './config.js';
import { layer } from './layer.js';
import { TEXT } from './tensor-names.js';

/**
 * The text tower: a transformer in which each token sees those before it; the state of the end token becomes the text's vector.
 *
 * `input_ids`, `position_ids` int64 `[T]`, cut behind the first end token → `text_features` float32 `[1, D]`, as long as it comes.
 */
export function textGraph(build: GraphBuilder, { projection_dim: projection, text }: ClipConfig): ModelProto {
  let stream = embedText(build);
  for (let index = 0; index < text.num_hidden_layers; index++) {
    const last = index === text.num_hidden_layers - 1;
    stream = layer(build, text, stream, {
      ...{ prefix: TEXT, index, name: `text.layer.${index}` },
      // The end token, which is the last, sees all others: there is nothing to hide from it.
      ...(last ? { causal: false, row: (rows: Value) => build.slice(rows, 0, -1) } : { causal: true }),
    });
  }
  const pooled = build.layerNorm(stream, `${TEXT}final_layer_norm`, text.layer_norm_eps, { name: 'text.pooled' });
  build.linear(pooled, 'text_projection.weight', null, { name: 'text_features' });
  return build.model(
    'text',
    [valueInfo('input_ids', DATA_TYPE.int64, ['T']), valueInfo('position_ids', DATA_TYPE.int64, ['T'])],
    [valueInfo('text_features', DATA_TYPE.float, [1, projection])],
  );
}

/** Rows are gathered as stored and cast after: the whole table never becomes fp32. */
function embedText(build: GraphBuilder): Value {
  const gather = (table: string, ids: string) =>
    build.toFloat(build.node('Gather', [build.stored(`${TEXT}embeddings.${table}`), ids], { attributes: { axis: 0 } }));
  const words = gather('token_embedding.weight', 'input_ids');
  const positions = gather('position_embedding.weight', 'position_ids');
  return build.node('Add', [words, positions], { name: 'text.embedded' });
}
