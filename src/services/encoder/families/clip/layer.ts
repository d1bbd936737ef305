import type { GraphBuilder, Value } from '../../models/graph/graph-builder.js';
import type { Tower } from './config.js';
import { layerPrefix } from './tensor-names.js';

interface LayerOptions {
  /** Prefix of the tower, and which of its layers. */
  readonly prefix: string;
  readonly index: number;
  /** Each row sees itself and those before it. */
  readonly causal: boolean;
  /** The one row that is wanted of the last layer; all of the others. */
  readonly row?: (rows: Value) => Value;
  readonly name: string;
}

/** One pre-norm layer, the same in both towers (arXiv:2103.00020): `[rows, width]` → the rows that are wanted. */
export function layer(build: GraphBuilder, tower: Tower, input: Value, options: LayerOptions): Value {
  const { prefix, index, causal, row = (rows) => rows, name } = options;
  const { hidden_size: width, num_attention_heads: heads, layer_norm_eps: epsilon } = tower;
  const weights = layerPrefix(prefix, index);
  const self = `${weights}self_attn.`;
  const batched = (rows: Value) => build.reshape(rows, 1, -1, width);

  const normed = build.layerNorm(input, `${weights}layer_norm1`, epsilon);
  const query = build.linear(row(normed), `${self}q_proj.weight`, `${self}q_proj.bias`);
  // Its bias would add the same to all scores of a query, which softmax does not see.
  const key = build.linear(normed, `${self}k_proj.weight`, null);
  const value = build.linear(normed, `${self}v_proj.weight`, `${self}v_proj.bias`);
  const attended = build.attention(batched(query), batched(key), batched(value), {
    ...{ heads, causal },
    headWidth: width / heads,
  });
  const projected = build.linear(build.reshape(attended, -1, width), `${self}out_proj.weight`, `${self}out_proj.bias`);
  const between = build.node('Add', [row(input), projected]);

  const hidden = build.layerNorm(between, `${weights}layer_norm2`, epsilon);
  const expanded = build.linear(hidden, `${weights}mlp.fc1.weight`, `${weights}mlp.fc1.bias`);
  const activated = activate(build, tower, expanded);
  const contracted = build.linear(activated, `${weights}mlp.fc2.weight`, `${weights}mlp.fc2.bias`);
  return build.node('Add', [between, contracted], { name });
}

/** `quick_gelu` is x · sigmoid(1.702 x); ONNX's Gelu is the exact one, with the error function. */
function activate(build: GraphBuilder, { hidden_act: activation }: Tower, x: Value): Value {
  if (activation === 'gelu') return build.node('Gelu', [x]);
  return build.node('QuickGelu', [x], { domain: 'com.microsoft', attributes: { alpha: { float: 1.702 } } });
}
