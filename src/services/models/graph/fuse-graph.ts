import type { ModelDescription } from '../description.js';
import type { Architecture } from './architecture.js';
import { valueInfo, type GraphBuilder, type Value } from './graph-builder.js';
import { DATA_TYPE, type ModelProto } from './schema.js';
import { TEXT, textLayer } from './tensor-names.js';

/** What attention needs besides the stream: shape `[B, L, C]` and mask int32 `[B, L]`, 1 = look at it. */
interface Sequence {
  readonly shape: Value;
  readonly mask: Value;
}

/**
 * The text half of Visualized BGE: a BERT or XLM-R encoder that reads CLS, image tokens, and the rest of the text; its CLS state is the embedding.
 *
 * - `image_embeds` float32 `[Bi, N, C]`, Bi = B or 1 (one picture, many instructions), N = 0 for text alone
 * - `input_ids`, `attention_mask` int64 `[B, T]`
 * - `position_ids` int64 `[Bp, T]`, Bp = B or 1: with a picture `[0, N+1, …, N+T-1]`
 * → `embedding` float32 `[B, C]`, length 1
 */
export function fuseGraph(build: GraphBuilder, architecture: Architecture, description: ModelDescription): ModelProto {
  const { width, layers } = architecture.text;
  const epsilon = description.text.layerNormEps;
  const text = embedText(build, epsilon);
  const batch = build.slice(build.node('Shape', ['input_ids']), 0, 0, 1);
  const imageLength = build.slice(build.node('Shape', ['image_embeds']), 0, 1, 2);
  const batchOfImages = build.node('Concat', [batch, imageLength], { attributes: { axis: 0 } });
  const sequence3 = withImage(build, text, batchOfImages, width);
  const sequence: Sequence = { shape: build.node('Shape', [sequence3]), mask: attentionMask(build, batchOfImages) };

  let stream = build.reshape(sequence3, -1, width);
  for (let index = 0; index < layers; index++) {
    stream = layer(build, architecture, epsilon, sequence, stream, index);
  }
  // The last layer gave the CLS rows alone. Division by max(length, 1e-12), as torch.nn.functional.normalize does.
  const length = build.node('ReduceL2', [stream], { attributes: { axes: [-1], keepdims: 1 } });
  const divisor = build.node('Max', [length, build.floats([1e-12], [])]);
  build.node('Div', [stream, divisor], { name: 'embedding' });
  return build.model(
    'fuse',
    [
      valueInfo('image_embeds', DATA_TYPE.float, ['Bi', 'N', width]),
      valueInfo('input_ids', DATA_TYPE.int64, ['B', 'T']),
      valueInfo('attention_mask', DATA_TYPE.int64, ['B', 'T']),
      valueInfo('position_ids', DATA_TYPE.int64, ['Bp', 'T']),
    ],
    [valueInfo('embedding', DATA_TYPE.float, ['B', width])],
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

/** CLS, image tokens, rest of the text: `[B, N+T, C]`. */
function withImage(build: GraphBuilder, text: Value, batchOfImages: Value, width: number): Value {
  const shape = build.node('Concat', [batchOfImages, build.integers(width)], { attributes: { axis: 0 } });
  const image = build.node('Expand', ['image_embeds', shape]);
  return build.node('Concat', [build.slice(text, 1, 0, 1), image, build.slice(text, 1, 1)], {
    attributes: { axis: 1 },
  });
}

/** Ones for the image tokens, then the mask of the text. That CLS stands before the image makes no difference: both are ones. */
function attentionMask(build: GraphBuilder, batchOfImages: Value): Value {
  const int32 = (value: Value) => build.node('Cast', [value], { attributes: { to: DATA_TYPE.int32 } });
  const ones = build.node('Expand', [build.integers(1), batchOfImages]);
  return build.node('Concat', [int32(ones), int32('attention_mask')], { attributes: { axis: 1 } });
}

/** One post-norm layer of BERT (arXiv:1810.04805). The last one computes only what the embedding needs: the CLS row. */
function layer(
  build: GraphBuilder,
  { text }: Architecture,
  epsilon: number,
  sequence: Sequence,
  input: Value,
  index: number,
): Value {
  const { width, heads, headWidth, layers } = text;
  const prefix = textLayer(index);
  const attention = `${prefix}attention.self.`;
  const rows = (x: Value) => build.node('Reshape', [x, sequence.shape]);
  const last = index === layers - 1;
  const asked = last ? build.reshape(build.slice(rows(input), 1, 0, 1), -1, width) : input;

  const query = build.linear(asked, `${attention}query.weight`, `${attention}query.bias`);
  const key = build.linear(input, `${attention}key.weight`, `${attention}key.bias`);
  const value = build.linear(input, `${attention}value.weight`, `${attention}value.bias`);
  const attended = build.node(
    'MultiHeadAttention',
    [last ? build.reshape(query, -1, 1, width) : rows(query), rows(key), rows(value), '', sequence.mask],
    {
      domain: 'com.microsoft',
      // The reference adds the smallest fp16 number where the mask is 0.
      attributes: { num_heads: heads, scale: { float: headWidth ** -0.5 }, mask_filter_value: { float: -65504 } },
    },
  );
  const output = `${prefix}attention.output.`;
  const projected = build.linear(build.reshape(attended, -1, width), `${output}dense.weight`, `${output}dense.bias`);
  const between = build.layerNorm(build.node('Add', [projected, asked]), `${output}LayerNorm`, epsilon);

  const expanded = build.linear(between, `${prefix}intermediate.dense.weight`, `${prefix}intermediate.dense.bias`);
  // ONNX Runtime's Gelu is the exact one, with the error function.
  const activated = build.node('Gelu', [expanded], { domain: 'com.microsoft' });
  const contracted = build.linear(activated, `${prefix}output.dense.weight`, `${prefix}output.dense.bias`);
  const sum = build.node('Add', [contracted, between]);
  return build.layerNorm(sum, `${prefix}output.LayerNorm`, epsilon, { name: `text.layer.${index}` });
}
