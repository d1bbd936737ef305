import { DATA_TYPE, type ModelProto, type NodeProto } from '../../src/services/encoder/models/graph/schema.js';
import { bypass, each, nodes, producer, reading, reslice, setAttribute } from './patches.js';
import type { Patch } from './run-graphs.js';

function epsilon(model: ModelProto, value: number, which: (node: NodeProto) => boolean = () => true): void {
  for (const node of nodes(model, 'LayerNormalization')) if (which(node)) setAttribute(node, 'epsilon', { f: value });
}

const textNorm = ({ output }: NodeProto): boolean => output[0] === 'image_embeds';
const inVision =
  (change: (model: ModelProto) => void): Patch =>
  (model, which) =>
    void (which === 'vision' && change(model));
const inFuse =
  (change: (model: ModelProto) => void): Patch =>
  (model, which) =>
    void (which === 'fuse' && change(model));
const unbiased = (model: ModelProto, bias: RegExp): void => {
  for (const node of reading(model, bias)) node.input.splice(2);
};

/** The rope tables of tiny-model before they were rounded to fp16: 14 × 14 patches, 16 positions across, 64 channels. */
function unroundedTable(wave: (angle: number) => number): Uint8Array {
  const values: number[] = [];
  for (let patch = 0; patch < 196; patch++) {
    for (const place of [Math.floor(patch / 14), patch % 14]) {
      for (let index = 0; index < 16; index++) {
        const angle = ((place / 14) * 16) / 10000 ** (index / 16);
        values.push(wave(angle), wave(angle));
      }
    }
  }
  return new Uint8Array(Float32Array.from(values).buffer);
}

function unroundTables(model: ModelProto): void {
  for (const tensor of model.graph.initializer) {
    const wave = /freqs_cos$/.test(tensor.name) ? Math.cos : /freqs_sin$/.test(tensor.name) ? Math.sin : undefined;
    if (wave)
      Object.assign(tensor, {
        dataType: DATA_TYPE.float,
        dataLocation: 0,
        externalData: [],
        rawData: unroundedTable(wave),
      });
  }
}

/** Mistakes that cosine ≥ 0.9999 does not see. */
export const SUBTLE_MISTAKES: Readonly<Record<string, Patch>> = {
  'rope tables in fp32 instead of fp16': inVision(unroundTables),
  'GELU with tanh instead of erf': inFuse(
    each('Gelu', (node) => Object.assign(node, { opType: 'FastGelu', domain: 'com.microsoft' })),
  ),
  'vision LayerNorm epsilon 1e-5': inVision((model) => epsilon(model, 1e-5, (node) => !textNorm(node))),
  'vision LayerNorm epsilon 1e-12': inVision((model) => epsilon(model, 1e-12, (node) => !textNorm(node))),
  'text LayerNorm epsilon 1e-5': (model, which) => epsilon(model, 1e-5, (node) => which === 'fuse' || textNorm(node)),
  'text LayerNorm epsilon 1e-6': (model, which) => epsilon(model, 1e-6, (node) => which === 'fuse' || textNorm(node)),
};

export const PLAIN_MISTAKES: Readonly<Record<string, Patch>> = {
  'rope omitted': inVision(each('RotaryEmbedding', (node) => bypass(node))),
  'rope half-split instead of interleaved': inVision(
    each('RotaryEmbedding', (node) => setAttribute(node, 'interleaved', { i: 0 })),
  ),
  'rope rows and columns swapped': inVision(
    each('RotaryEmbedding', (node) => node.input.splice(2, 2, ...[node.input[3] ?? '', node.input[2] ?? ''])),
  ),
  'vision CLS kept, last patch dropped': inVision((model) => {
    reslice(model, producer(model, producer(model, 'image.projected').input[0]), 0, 196);
  }),
  'patches in column order': inVision(
    each('Transpose', (node) => setAttribute(node, 'perm', { ints: [3, 1, 0, 2, 4] })),
  ),
  'inner_attn_ln skipped': inVision((model) =>
    reading(model, /inner_attn_ln\.weight$/).forEach((node) => bypass(node)),
  ),
  'ffn_ln skipped': inVision((model) => reading(model, /ffn_ln\.weight$/).forEach((node) => bypass(node))),
  'q_bias ignored': inVision((model) => unbiased(model, /attn\.q_bias$/)),
  'v_bias ignored': inVision((model) => unbiased(model, /attn\.v_bias$/)),
  'q_bias also added to k': inVision((model) => {
    const keys = reading(model, /k_proj\.weight$/);
    reading(model, /q_bias$/).forEach((query, index) => keys[index]?.input.push(query.input[2] ?? ''));
  }),
  'SiLU replaced by GELU': inVision(
    each('QuickGelu', (node) => Object.assign(node, { opType: 'Gelu', attribute: [] })),
  ),
  'w1 and w2 swapped': inVision((model) => {
    const gates = reading(model, /mlp\.w1\.weight$/);
    reading(model, /mlp\.w2\.weight$/).forEach((up, index) => {
      const gate = gates[index];
      if (gate) [gate.input, up.input] = [up.input, gate.input];
    });
  }),
  'attention scale 1/sqrt(width)': (model) =>
    each('Attention', (node) => setAttribute(node, 'scale', { f: 128 ** -0.5 }))(model),
  'attention scale missing': (model) => each('Attention', (node) => setAttribute(node, 'scale', { f: 1 }))(model),
  'visual_proj skipped': inVision((model) => reading(model, /visual_proj\.weight$/).forEach((node) => bypass(node))),
  'image positions start at 0': inVision((model) => reslice(model, reading(model, /position_embeddings/)[0], 0, 196)),
  'image positions skipped': inVision((model) => {
    const positions = reading(model, /position_embeddings/)[0]?.output[0];
    nodes(model, 'Add')
      .filter(({ input }) => input[1] === positions)
      .forEach((node) => bypass(node));
  }),
  'text LayerNorm skipped on image tokens': inVision((model) => bypass(producer(model, 'image_embeds'))),
  'token type not added to text': inFuse((model) =>
    reading(model, /position_embeddings/).forEach((node) => bypass(node)),
  ),
  'token type 1 instead of 0': inFuse((model) => reslice(model, reading(model, /token_type/)[0], 1, 2)),
  'token 1 pooled instead of CLS': inFuse((model) => {
    const query = reading(model, /layer\.1\.attention\.self\.query\.weight$/)[0];
    reslice(model, producer(model, query?.input[0]), 1, 2);
  }),
  'vector not normalised': inFuse((model) => bypass(producer(model, 'embedding'))),
};
