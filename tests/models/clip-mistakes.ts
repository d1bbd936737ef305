import { DATA_TYPE, type ModelProto, type NodeProto } from '../../src/services/encoder/models/graph/schema.js';
import type { ClipPatch } from './clip-graphs.js';
import { bypass, each, integer, nodes, producer, reading, reslice, setAttribute } from './patches.js';

const inVision =
  (change: (model: ModelProto) => void): ClipPatch =>
  (model, which) =>
    void (which === 'vision' && change(model));
const inText =
  (change: (model: ModelProto) => void): ClipPatch =>
  (model, which) =>
    void (which === 'text' && change(model));
const both =
  (change: (model: ModelProto) => void): ClipPatch =>
  (model) =>
    change(model);
const epsilon = (value: number) => each('LayerNormalization', (node) => setAttribute(node, 'epsilon', { f: value }));
const skip = (weight: RegExp) => (model: ModelProto) => reading(model, weight).forEach((node) => bypass(node));
const unbiased = (bias: RegExp) => (model: ModelProto) => reading(model, bias).forEach((node) => node.input.splice(2));

/** The two inputs of an Add that has a name change places in what comes after. */
function residualAfterNorm(model: ModelProto): void {
  for (const norm of reading(model, /layer_norm1\.weight$/)) {
    for (const node of nodes(model, 'Add')) {
      if (node.input[0] === norm.input[0]) node.input[0] = norm.output[0] ?? '';
    }
  }
}

/** Weights or vectors of two names change places in every node that reads them. */
function exchange(model: ModelProto, one: RegExp, other: RegExp, input: number): void {
  const others = reading(model, other);
  reading(model, one).forEach((node, index) => {
    const partner = others[index];
    if (partner) [node.input[input], partner.input[input]] = [partner.input[input] ?? '', node.input[input] ?? ''];
  });
}

/** Positions one further: the rows of the table, shifted. */
function shiftPositions(model: ModelProto): void {
  const gather = nodes(model, 'Gather').find(({ input }) => input[1] === 'position_ids');
  if (gather === undefined) throw new Error('No positions');
  const shifted = 'mistake:positions';
  model.graph.node.unshift({
    ...{ opType: 'Add', domain: '', name: shifted, attribute: [] },
    ...{ input: ['position_ids', integer(model, 1)], output: [shifted] },
  });
  gather.input[1] = shifted;
}

const pooledRow = (model: ModelProto): NodeProto[] =>
  nodes(model, 'Slice').filter(({ input }) => /^constant:i:-1$/.test(input[1] ?? ''));

/** Mistakes that cosine ≥ 0.9999 does not see. */
export const SUBTLE_CLIP_MISTAKES: Readonly<Record<string, ClipPatch>> = {
  'gelu instead of quick_gelu': both(
    each('QuickGelu', (node) => Object.assign(node, { opType: 'Gelu', attribute: [] })),
  ),
  'vision LayerNorm epsilon 1e-12': inVision(epsilon(1e-12)),
  'vision LayerNorm epsilon 1e-6': inVision(epsilon(1e-6)),
  'text LayerNorm epsilon 1e-12': inText(epsilon(1e-12)),
  'text LayerNorm epsilon 1e-6': inText(epsilon(1e-6)),
};

export const PLAIN_CLIP_MISTAKES: Readonly<Record<string, ClipPatch>> = {
  'SiLU instead of quick_gelu': both(each('QuickGelu', (node) => setAttribute(node, 'alpha', { f: 1 }))),
  'causal mask missing': inText((model) => {
    for (const node of nodes(model, 'Attention'))
      node.attribute = node.attribute.filter(({ name }) => name !== 'is_causal');
  }),
  'row before the end token pooled': inText((model) => {
    const rows = pooledRow(model);
    if (rows.length === 0) throw new Error('No pooled row');
    for (const slice of rows) reslice(model, slice, -2, -1);
  }),
  'first row pooled': inText((model) => pooledRow(model).forEach((slice) => reslice(model, slice, 0, 1))),
  'final_layer_norm skipped': inText(skip(/final_layer_norm\.weight$/)),
  'pre_layrnorm skipped': inVision(skip(/pre_layrnorm\.weight$/)),
  'post_layernorm skipped': inVision(skip(/post_layernorm\.weight$/)),
  'layer_norm1 and layer_norm2 exchanged': both((model) => {
    exchange(model, /layer_norm1\.weight$/, /layer_norm2\.weight$/, 1);
    exchange(model, /layer_norm1\.bias$/, /layer_norm2\.bias$/, 2);
  }),
  'residual taken after the LayerNorm': both(residualAfterNorm),
  'attention scale missing': both(each('Attention', (node) => setAttribute(node, 'scale', { f: 1 }))),
  'attention scale 1/8': both(each('Attention', (node) => setAttribute(node, 'scale', { f: 1 / 8 }))),
  'one head': both(
    each('Attention', (node) => {
      setAttribute(node, 'q_num_heads', { i: 1 });
      setAttribute(node, 'kv_num_heads', { i: 1 });
    }),
  ),
  'q bias ignored': both(unbiased(/q_proj\.bias$/)),
  'v bias ignored': both(unbiased(/v_proj\.bias$/)),
  'out bias ignored': both(unbiased(/out_proj\.bias$/)),
  'class token last': inVision(each('Concat', (node) => node.input.reverse())),
  'vision positions not added': inVision((model) =>
    nodes(model, 'Add')
      .filter(({ output }) => output[0] === 'vision.embedded')
      .forEach((node) => bypass(node)),
  ),
  'patches in column order': inVision(
    each('Transpose', (node) => setAttribute(node, 'perm', { ints: [3, 1, 0, 2, 4] })),
  ),
  'text positions start at 1': inText(shiftPositions),
  'text positions not added': inText((model) => bypass(producer(model, 'text.embedded'))),
  'text weighted twice in the sum': both((model) => {
    const projection = nodes(model, 'Gemm').find(({ output }) => /_features$/.test(output[0] ?? ''));
    if (projection === undefined) throw new Error('No projection');
    const name = projection.output[0] ?? '';
    projection.output[0] = `${name}:raw`;
    model.graph.node.push({
      ...{ opType: 'Mul', domain: '', name: `mistake:${name}`, attribute: [] },
      ...{ input: [`${name}:raw`, 'mistake:two'], output: [name] },
    });
    const rawData = new Uint8Array(Float32Array.of(name === 'text_features' ? 2 : 1).buffer);
    model.graph.initializer.push({ name: 'mistake:two', dims: [], dataType: DATA_TYPE.float, rawData });
  }),
};
