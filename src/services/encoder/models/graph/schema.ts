import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import protobuf from 'protobufjs';

/** The parts of the published ONNX schema (onnx/onnx.proto) that the graph writer uses, under protobufjs' camel-case names. */
export interface ModelProto {
  irVersion: number;
  producerName: string;
  producerVersion: string;
  opsetImport: { domain: string; version: number }[];
  graph: GraphProto;
}
export interface GraphProto {
  name: string;
  node: NodeProto[];
  initializer: TensorProto[];
  input: ValueInfoProto[];
  output: ValueInfoProto[];
}
export interface NodeProto {
  opType: string;
  domain: string;
  name: string;
  input: string[];
  output: string[];
  attribute: AttributeProto[];
}
export interface AttributeProto {
  name: string;
  type: number;
  f?: number;
  i?: number;
  ints?: number[];
  g?: GraphProto;
}
export interface TensorProto {
  name: string;
  dataType: number;
  dims: number[];
  rawData?: Uint8Array;
  dataLocation?: number;
  externalData?: { key: string; value: string }[];
}
export interface ValueInfoProto {
  name: string;
  type: { tensorType: { elemType: number; shape?: { dim: ({ dimValue: number } | { dimParam: string })[] } } };
}

/** TensorProto.DataType, TensorProto.DataLocation and AttributeProto.AttributeType of the schema. */
export const DATA_TYPE = { float: 1, uint8: 2, int8: 3, int32: 6, int64: 7, float16: 10, bfloat16: 16 } as const;
export const EXTERNAL = 1;
export const ATTRIBUTE_TYPE = { float: 1, int: 2, graph: 5, ints: 7 } as const;

const path = fileURLToPath(new URL('onnx/onnx.proto', import.meta.url));

let model: protobuf.Type | undefined;
/** Parsed once, when the first graph is written (10 ms). */
const modelType = (): protobuf.Type =>
  (model ??= protobuf.parse(readFileSync(path, 'utf8')).root.lookupType('onnx.ModelProto'));

/** The bytes of a model, as an ONNX runtime takes them. */
export function encodeModel(value: ModelProto): Uint8Array {
  return modelType().encode(value).finish();
}

/** The model in such bytes. */
export function decodeModel(bytes: Uint8Array): ModelProto {
  return modelType().toObject(modelType().decode(bytes), { longs: Number, arrays: true }) as ModelProto;
}
