import { basename } from 'node:path';
import { itemBytes } from '../checkpoint/storage.js';
import { readTensor, type Checkpoint, type TensorRecord } from '../checkpoint/checkpoint.js';
import {
  ATTRIBUTE_TYPE,
  DATA_TYPE,
  EXTERNAL,
  type AttributeProto,
  type GraphProto,
  type ModelProto,
  type NodeProto,
  type TensorProto,
  type ValueInfoProto,
} from './schema.js';
import { precisionOf, SWITCHES, type Precisions, type Product, type ProductPrecision } from './precision.js';
import { quantiseRows, quantiseTensor, quantiseWeight, type QuantisedInput, type QuantisedWeight } from './quantise.js';
import type { Attributes, NodeOptions, Value } from './node.js';
import { GRAPH_VERSION } from './version.js';

export type { NodeOptions, Value } from './node.js';

/** How attention divides its rows. */
interface Heads {
  readonly heads: number;
  /** Scores are divided by its root. */
  readonly headWidth: number;
  /** Of keys and values: as many as of queries, or one that all queries look at. */
  readonly keyHeads?: number;
  /** Each row sees itself and those before it. */
  readonly causal?: boolean;
}

/** Attention came with operator set 23; IR version 11 belongs to it. */
const OPERATOR_SET = 23;
const IR_VERSION = 11;

/** Collects the nodes of one ONNX graph whose weights stay in the checkpoint: an initializer is a byte range of that file. */
export class GraphBuilder {
  private readonly collected: NodeProto[] = [];
  private readonly initializers = new Map<string, TensorProto>();
  private readonly weights = new Map<string, Value>();
  private readonly matrices = new Map<string, Value>();
  private names = 0;
  /** Where nodes go: the graph itself, or a branch of it that is being written. */
  private target: NodeProto[] = this.collected;
  private readonly quantisedWeights = new Map<string, QuantisedWeight>();
  private readonly quantisedInputs = new Map<string, QuantisedInput>();
  /** The products that can be quantised, in the order in which they were written. */
  readonly products: Product[] = [];

  /**
   * `scattered`: the numbers of tensors that do not lie in one piece, from `readScattered`.
   * `precisions`: how products are computed.
   */
  constructor(
    private readonly checkpoint: Checkpoint,
    private readonly scattered: ReadonlyMap<string, Float32Array>,
    private readonly precisions: Precisions = 'fp32',
  ) {}

  node(operator: string, input: readonly Value[], options: NodeOptions = {}): Value {
    return this.nodes(operator, input, 1, options)[0] ?? '';
  }

  /** A node with several results. */
  nodes(
    operator: string,
    input: readonly Value[],
    outputs: number,
    { attributes = {}, name, domain = '' }: NodeOptions = {},
  ): Value[] {
    const result = name ?? `${operator}_${this.names++}`;
    const output = Array.from({ length: outputs }, (_, index) => (index === 0 ? result : `${result}:${index}`));
    this.target.push({
      opType: operator,
      domain,
      name: `node:${result}`,
      input: [...input],
      output,
      attribute: Object.entries(attributes).map(([key, value]) => attribute(key, value)),
    });
    return output;
  }

  /** A tensor of the checkpoint as it is stored. */
  stored(name: string): Value {
    if (!this.initializers.has(name)) this.initializers.set(name, this.initializer(this.record(name)));
    return name;
  }

  /** A tensor of the checkpoint in fp32: exact for every stored type. The runtime casts once, when it loads the graph. */
  weight(name: string): Value {
    const known = this.weights.get(name);
    if (known !== undefined) return known;
    const stored = this.stored(name);
    const value = this.initializers.get(name)?.dataType === DATA_TYPE.float ? stored : this.toFloat(stored);
    this.weights.set(name, value);
    return value;
  }

  toFloat(value: Value): Value {
    return this.node('Cast', [value], { attributes: { to: DATA_TYPE.float } });
  }

  floats(values: readonly number[], shape: readonly number[]): Value {
    return this.constant(
      DATA_TYPE.float,
      shape,
      new Uint8Array(Float32Array.from(values).buffer),
      `f:${shape}:${values}`,
    );
  }

  integers(...values: number[]): Value {
    const bytes = new Uint8Array(BigInt64Array.from(values, BigInt).buffer);
    return this.constant(DATA_TYPE.int64, [values.length], bytes, `i:${values}`);
  }

  /** Numbers from 0 to 255. */
  bytes(values: readonly number[], shape: readonly number[]): Value {
    return this.constant(DATA_TYPE.uint8, shape, Uint8Array.from(values), `b:${shape}:${values}`);
  }

  /**
   * y = x Wᵀ + b on `[rows, inputs]`, in the precision that was chosen for the product. PyTorch's `[outputs, inputs]` is used as it
   * lies, a kernel `[outputs, …]` of a convolution as one. `null`: no bias. `single`: x has one row, whatever is encoded.
   */
  linear(
    x: Value,
    weight: string,
    bias: string | null,
    { single = false, ...options }: NodeOptions & { readonly single?: boolean } = {},
  ): Value {
    this.products.push({ weight, input: x, shape: this.record(weight).shape, single });
    if (this.precisions === 'switched') return this.switched(x, weight, bias, options);
    const precision = this.precisions === 'fp32' ? 'fp32' : precisionOf(this.precisions, weight);
    return this.product(precision, x, weight, bias, options);
  }

  layerNorm(x: Value, name: string, epsilon: number, options: NodeOptions = {}): Value {
    return this.node('LayerNormalization', [x, this.weight(`${name}.weight`), this.weight(`${name}.bias`)], {
      ...options,
      attributes: { axis: -1, epsilon: { float: epsilon } },
    });
  }

  /**
   * Scaled dot-product attention (arXiv:1706.03762, section 3.2) of one row, which has no padding to be masked: `query`
   * `[1, Lq, heads·W]`, `key` and `value` `[1, Lk, keyHeads·W]` → `[1, Lq, heads·W]`.
   */
  attention(query: Value, key: Value, value: Value, { heads, headWidth, keyHeads = heads, causal }: Heads): Value {
    const scale = { float: headWidth ** -0.5 };
    const attributes = { q_num_heads: heads, kv_num_heads: keyHeads, scale, ...(causal ? { is_causal: 1 } : {}) };
    return this.node('Attention', [query, key, value], { attributes });
  }

  reshape(x: Value, ...shape: number[]): Value {
    return this.node('Reshape', [x, this.integers(...shape)]);
  }

  /** Elements `start` to `end` (exclusive) along an axis. */
  slice(x: Value, axis: number, start: number, end = Number.MAX_SAFE_INTEGER, step = 1): Value {
    const bounds = [start, end, axis, step].map((value) => this.integers(value));
    return this.node('Slice', [x, ...bounds]);
  }

  model(name: string, input: ValueInfoProto[], output: ValueInfoProto[]): ModelProto {
    const switches =
      this.precisions === 'switched' ? [valueInfo(SWITCHES, DATA_TYPE.int64, [this.products.length])] : [];
    const initializer = [...this.initializers.values()];
    return modelOf({ name, node: this.collected, initializer, input: [...input, ...switches], output });
  }

  private product(precision: ProductPrecision, x: Value, weight: string, bias: string | null, options: NodeOptions) {
    if (precision === 'fp32') return this.gemm(x, this.matrix(weight), bias, options);
    const key = `${precision} ${x}`;
    const input =
      this.quantisedInputs.get(key) ?? (precision === 'int8' ? quantiseTensor(this, x) : quantiseRows(this, x));
    // What a branch computes is not known outside of it.
    if (this.target === this.collected) this.quantisedInputs.set(key, input);
    return input(this.quantisedWeight(weight), bias === null ? null : this.weight(bias), options);
  }

  private gemm(x: Value, weight: Value, bias: string | null, options: NodeOptions = {}): Value {
    const input = bias === null ? [x, weight] : [x, weight, this.weight(bias)];
    return this.node('Gemm', input, { ...options, attributes: { transB: 1 } });
  }

  /** A weight of a product: `[outputs, inputs]`. */
  private matrix(name: string): Value {
    const known = this.matrices.get(name);
    if (known !== undefined) return known;
    const { shape } = this.record(name);
    const matrix = shape.length === 2 ? this.weight(name) : this.reshape(this.weight(name), shape[0] ?? 0, -1);
    this.matrices.set(name, matrix);
    return matrix;
  }

  private quantisedWeight(name: string): QuantisedWeight {
    const known = this.quantisedWeights.get(name) ?? quantiseWeight(this, this.matrix(name));
    this.quantisedWeights.set(name, known);
    return known;
  }

  /** All precisions of a product, of which each run computes the one that the input `precisions` names. */
  private switched(x: Value, weight: string, bias: string | null, options: NodeOptions): Value {
    // Weights are prepared outside of the branches, where the runtime does that once.
    this.matrix(weight);
    this.quantisedWeight(weight);
    if (bias !== null) this.weight(bias);
    const place = this.integers(this.products.length - 1);
    const chosen = this.node('Gather', [SWITCHES, place]);
    const either = (index: number, yes: () => Value, no: () => Value, how: NodeOptions): Value => {
      const condition = this.node('Equal', [chosen, this.integers(index)]);
      const attributes = { then_branch: { graph: this.branch(yes) }, else_branch: { graph: this.branch(no) } };
      return this.node('If', [condition], { ...how, attributes });
    };
    const compute = (precision: ProductPrecision) => () => this.product(precision, x, weight, bias, {});
    const eightBits = () => either(1, compute('int8'), compute('int8-rows'), {});
    return either(0, compute('fp32'), eightBits, options);
  }

  private branch(write: () => Value): GraphProto {
    const outside = this.target;
    const node: NodeProto[] = [];
    this.target = node;
    try {
      const name = write();
      const output = [valueInfo(name, DATA_TYPE.float, ['rows', 'outputs'])];
      return { name: `branch:${name}`, node, initializer: [], input: [], output };
    } finally {
      this.target = outside;
    }
  }

  private record(name: string): TensorRecord {
    const record = this.checkpoint.tensors.get(name);
    if (record === undefined) throw new Error(`No tensor ${name}: architectureOf() was not asked`);
    return record;
  }

  private initializer({ name, shape, type, start }: TensorRecord): TensorProto {
    const dims = [...shape];
    const values = this.scattered.get(name);
    if (values !== undefined) return { name, dims, dataType: DATA_TYPE.float, rawData: new Uint8Array(values.buffer) };
    if (type === 'other') throw new Error(`${name} is not a weight: architectureOf() was not asked`);
    const length = dims.reduce((product, size) => product * size, itemBytes(type));
    const dataType = { float16: DATA_TYPE.float16, bfloat16: DATA_TYPE.bfloat16, float32: DATA_TYPE.float }[type];
    return tensorInFile(
      { name, dims, dataType },
      { location: basename(this.checkpoint.path), offset: String(start), length: String(length) },
    );
  }

  private constant(dataType: number, shape: readonly number[], rawData: Uint8Array, key: string): Value {
    const name = `constant:${key}`;
    this.initializers.set(name, { name, dims: [...shape], dataType, rawData });
    return name;
  }
}

/** The tensors that do not lie in one piece (none in the published files): they go into the graph by value. */
export function readScattered(checkpoint: Checkpoint): Map<string, Float32Array> {
  const scattered = new Map<string, Float32Array>();
  for (const record of checkpoint.tensors.values()) {
    if (!record.contiguous && record.type !== 'other') scattered.set(record.name, readTensor(checkpoint, record));
  }
  return scattered;
}

/** A graph with what a runtime has to know beside it. */
export const modelOf = (graph: GraphProto): ModelProto => ({
  irVersion: IR_VERSION,
  producerName: 'leopard',
  producerVersion: String(GRAPH_VERSION),
  opsetImport: [
    { domain: '', version: OPERATOR_SET },
    { domain: 'com.microsoft', version: 1 },
  ],
  graph,
});

/** A weight whose numbers are a range of bytes of a file. */
export const tensorInFile = (
  tensor: Pick<TensorProto, 'name' | 'dims' | 'dataType'>,
  place: { readonly location: string; readonly offset: string; readonly length: string },
): TensorProto => ({
  ...tensor,
  dataLocation: EXTERNAL,
  externalData: Object.entries(place).map(([key, value]) => ({ key, value })),
});

/** A graph input or output; a dimension is a number or the name of a variable one. */
export function valueInfo(name: string, elemType: number, shape: readonly (number | string)[]): ValueInfoProto {
  const dim = shape.map((size) => (typeof size === 'number' ? { dimValue: size } : { dimParam: size }));
  return { name, type: { tensorType: { elemType, shape: { dim } } } };
}

function attribute(name: string, value: Attributes[string]): AttributeProto {
  if (typeof value === 'number') return { name, type: ATTRIBUTE_TYPE.int, i: value };
  if ('float' in value) return { name, type: ATTRIBUTE_TYPE.float, f: value.float };
  if ('graph' in value) return { name, type: ATTRIBUTE_TYPE.graph, g: value.graph };
  return { name, type: ATTRIBUTE_TYPE.ints, ints: [...value] };
}
