import type { NodeOptions, Value } from './node.js';
import { DATA_TYPE } from './schema.js';

/** What the operators below need of a graph's writer. */
export interface Nodes {
  node(operator: string, input: readonly Value[], options?: NodeOptions): Value;
  nodes(operator: string, input: readonly Value[], outputs: number, options?: NodeOptions): Value[];
  floats(values: readonly number[], shape: readonly number[]): Value;
  integers(...values: number[]): Value;
  bytes(values: readonly number[], shape: readonly number[]): Value;
}

/** A weight in 8 bits: `values` int8 `[inputs, outputs]`, `scales` float32 `[outputs]`. */
export interface QuantisedWeight {
  readonly values: Value;
  readonly scales: Value;
}

const MICROSOFT = { domain: 'com.microsoft' } as const;
const LARGEST = 127;
/** In place of a range of zero, which would divide by it. */
const LEAST = 1e-30;

/** W `[outputs, inputs]` in 8 bits, symmetric, with a scale for each output. The runtime computes this once, when it loads the graph. */
export function quantiseWeight(build: Nodes, weight: Value): QuantisedWeight {
  const range = build.node('ReduceMax', [build.node('Abs', [weight]), build.integers(1)], {
    attributes: { keepdims: 1 },
  });
  const scale = build.node('Div', [build.node('Max', [range, build.floats([LEAST], [])]), build.floats([LARGEST], [])]);
  const rounded = build.node('Round', [build.node('Div', [weight, scale])]);
  const narrow = build.node('Cast', [rounded], { attributes: { to: DATA_TYPE.int8 } });
  return {
    values: build.node('Transpose', [narrow], { attributes: { perm: [1, 0] } }),
    scales: build.node('Reshape', [scale, build.integers(-1)]),
  };
}

/** x in 8 bits, and how a product of it with a quantised weight becomes numbers again. */
export type QuantisedInput = (weight: QuantisedWeight, bias: Value | null, options: NodeOptions) => Value;

/** One range for all of x. */
export function quantiseTensor(build: Nodes, x: Value): QuantisedInput {
  const [values = '', scale = '', zero = ''] = build.nodes('DynamicQuantizeLinear', [x], 3);
  return (weight, bias, options) => {
    const input = [values, weight.values, scale, weight.scales, zero, '', ...(bias === null ? [] : [bias])];
    return build.node('MatMulIntegerToFloat', input, { ...options, ...MICROSOFT });
  };
}

/** A range for each row of x `[rows, inputs]`: it is brought to -1 … 1, and its range multiplied back after the product. */
export function quantiseRows(build: Nodes, x: Value): QuantisedInput {
  const largest = build.node('ReduceMax', [build.node('Abs', [x]), build.integers(-1)], {
    attributes: { keepdims: 1 },
  });
  const range = build.node('Max', [largest, build.floats([LEAST], [])]);
  const step = build.floats([1 / LARGEST], []);
  const zero = build.bytes([LARGEST + 1], []);
  const values = build.node('QuantizeLinear', [build.node('Div', [x, range]), step, zero]);
  return (weight, bias, options) => {
    const input = [values, weight.values, step, weight.scales, zero];
    const product = build.node('MatMulIntegerToFloat', input, MICROSOFT);
    if (bias === null) return build.node('Mul', [product, range], options);
    return build.node('Add', [build.node('Mul', [product, range]), bias], options);
  };
}
