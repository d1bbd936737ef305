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
import { GRAPH_VERSION } from './version.js';

/** Name of a value that flows through the graph. */
export type Value = string;

type Attributes = Readonly<Record<string, number | readonly number[] | { readonly float: number }>>;

export interface NodeOptions {
  readonly attributes?: Attributes;
  /** Name of the result; the stages that the golden values name have one. */
  readonly name?: string;
  /** `com.microsoft`: ONNX Runtime's own operators. */
  readonly domain?: '' | 'com.microsoft';
}

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
  private readonly nodes: NodeProto[] = [];
  private readonly initializers = new Map<string, TensorProto>();
  private readonly weights = new Map<string, Value>();
  private names = 0;

  /** `scattered`: the numbers of tensors that do not lie in one piece, from `readScattered`. */
  constructor(
    private readonly checkpoint: Checkpoint,
    private readonly scattered: ReadonlyMap<string, Float32Array>,
  ) {}

  node(operator: string, input: readonly Value[], { attributes = {}, name, domain = '' }: NodeOptions = {}): Value {
    const output = name ?? `${operator}_${this.names++}`;
    this.nodes.push({
      opType: operator,
      domain,
      name: `node:${output}`,
      input: [...input],
      output: [output],
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

  /** y = x Wᵀ + b on `[rows, inputs]`; PyTorch's `[outputs, inputs]` is used as it lies. `null`: no bias. */
  linear(x: Value, weight: string, bias: string | null, options: NodeOptions = {}): Value {
    return this.gemm(x, this.weight(weight), bias, options);
  }

  gemm(x: Value, weight: Value, bias: string | null, options: NodeOptions = {}): Value {
    const input = bias === null ? [x, weight] : [x, weight, this.weight(bias)];
    return this.node('Gemm', input, { ...options, attributes: { transB: 1 } });
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
    return modelOf({ name, node: this.nodes, initializer: [...this.initializers.values()], input, output });
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
  return { name, type: ATTRIBUTE_TYPE.ints, ints: [...value] };
}
