import type { ModelDescription } from './description.js';
import type { Architecture } from './architecture.js';
import { valueInfo, type GraphBuilder, type Value } from '../../models/graph/graph-builder.js';
import { DATA_TYPE, type ModelProto } from '../../models/graph/schema.js';
import { TEXT, textLayer } from './tensor-names.js';

/**
 * The text half of Visualized BGE: a BERT or XLM-R encoder that reads CLS, image tokens, and the rest of the text; its CLS state is the embedding.
 *
 * - `image_embeds` float32 `[N, C]`, N = 0 for text alone
 * - `input_ids`, `position_ids` int64 `[T]`: with a picture the positions are 0, N+1, …, N+T-1
 * → `embedding` float32 `[1, C]`, length 1
 */
export function fuseGraph(build: GraphBuilder, architecture: Architecture, description: ModelDescription): ModelProto {
  const { width, layers } = architecture.text;
  const epsilon = description.text.layerNormEps;
  const text = embedText(build, epsilon);
  let stream = build.node('Concat', [build.slice(text, 0, 0, 1), 'image_embeds', build.slice(text, 0, 1)], {
    attributes: { axis: 0 },
  });
  for (let index = 0; index < layers; index++) stream = layer(build, architecture, epsilon, stream, index);

  // The last layer gave the CLS row alone. Division by max(length, 1e-12), as torch.nn.functional.normalize does.
  const length = build.node('ReduceL2', [stream, build.integers(-1)], { attributes: { keepdims: 1 } });
  const divisor = build.node('Max', [length, build.floats([1e-12], [])]);
  build.node('Div', [stream, divisor], { name: 'embedding' });
  return build.model(
    'fuse',
    [
      valueInfo('image_embeds', DATA_TYPE.float, ['N', width]),
      valueInfo('input_ids', DATA_TYPE.int64, ['T']),
      valueInfo('position_ids', DATA_TYPE.int64, ['T']),
    ],
    [valueInfo('embedding', DATA_TYPE.float, [1, width])],
  );
}

/** Word, position and token type 0, then LayerNorm. Rows are gathered as stored and cast after: the whole table never becomes fp32. */
function embedText(build: GraphBuilder, epsilon: number): Value {
  const words = build.toFloat(
    build.node('Gather', [build.stored(`${TEXT}word_embeddings.weight`), 'input_ids'], { attributes: { axis: 0 } }),
  );
  const type = build.slice(build.weight(`${TEXT}token_type_embeddings.weight`), 0, 0, 1);
  const table = build.node('Add', [build.weight(`${TEXT}position_embeddings.weight`), type]);
  const positions = build.node('Gather', [table, 'position_ids'], { attributes: { axis: 0 } });
  const sum = build.node('Add', [words, positions]);
  return build.layerNorm(sum, `${TEXT}LayerNorm`, epsilon, { name: 'text.embedded' });
}

/** One post-norm layer of BERT (arXiv:1810.04805). The last one computes only what the embedding needs: the CLS row. */
function layer(build: GraphBuilder, { text }: Architecture, epsilon: number, input: Value, index: number): Value {
  const prefix = textLayer(index);
  const self = `${prefix}attention.self.`;
  const last = index === text.layers - 1;
  const asked = last ? build.slice(input, 0, 0, 1) : input;
  const single = last;
  const query = build.linear(asked, `${self}query.weight`, `${self}query.bias`, { single });
  const attended = (last ? attendWithOne : attendWithAll)(build, text, { self, query, rows: input });
  const output = `${prefix}attention.output.`;
  const projected = build.linear(attended, `${output}dense.weight`, `${output}dense.bias`, { single });
  const between = build.layerNorm(build.node('Add', [projected, asked]), `${output}LayerNorm`, epsilon);

  const expanded = build.linear(between, `${prefix}intermediate.dense.weight`, `${prefix}intermediate.dense.bias`, {
    single,
  });
  // ONNX's Gelu is the exact one, with the error function. That of com.microsoft gives the same bits and is slower.
  const activated = build.node('Gelu', [expanded]);
  const contracted = build.linear(activated, `${prefix}output.dense.weight`, `${prefix}output.dense.bias`, { single });
  const sum = build.node('Add', [contracted, between]);
  return build.layerNorm(sum, `${prefix}output.LayerNorm`, epsilon, { name: `text.layer.${index}` });
}

/** Queries `[Q, C]`, the rows `[L, C]` that they look at, and the prefix of the weights of keys and values. */
interface Asked {
  readonly self: string;
  readonly query: Value;
  readonly rows: Value;
}

/** What each query finds in the rows: `[Q, C]`. */
function attendWithAll(build: GraphBuilder, text: Architecture['text'], { self, query, rows }: Asked): Value {
  // Their bias would add the same to all scores of a query, which softmax does not see.
  const key = build.linear(rows, `${self}key.weight`, null);
  const value = build.linear(rows, `${self}value.weight`, `${self}value.bias`);
  const row = (x: Value) => build.reshape(x, 1, -1, text.width);
  return build.reshape(build.attention(row(query), row(key), row(value), text), -1, text.width);
}

/**
 * The same for a single query, without keys and values of all rows. The query goes through the weights of the keys instead, since
 * q·(W x) = (q W)·x, and looks at the rows themselves; what it finds goes through those of the values, since
 * Σ p (W x + b) = W (Σ p x) + b for p that add up to 1.
 */
function attendWithOne(build: GraphBuilder, text: Architecture['text'], { self, query, rows }: Asked): Value {
  const { heads, headWidth, width } = text;
  const byHead = (weight: string) => build.reshape(build.weight(weight), heads, headWidth, width);
  const wanted = build.node('MatMul', [build.reshape(query, heads, 1, headWidth), byHead(`${self}key.weight`)]);
  const row = build.reshape(rows, 1, -1, width);
  const found = build.attention(build.reshape(wanted, 1, 1, heads * width), row, row, { ...text, keyHeads: 1 });
  const value = build.node('MatMul', [byHead(`${self}value.weight`), build.reshape(found, heads, width, 1)]);
  return build.node('Add', [build.reshape(value, 1, width), build.weight(`${self}value.bias`)]);
}
