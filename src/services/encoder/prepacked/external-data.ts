import type { TensorProto } from '../models/graph/schema.js';

/**
 * What an ONNX model says of a weight that lies in a file: `offset` and `length` in bytes, and, as onnxruntime 1.30 has it,
 * `prepacked_0`: `operator+hash|offset;length;checksum`.
 * @throws Error where it does not say that
 */
export function read({ name, externalData = [] }: TensorProto, wanted: string): string {
  const found = externalData.find(({ key }) => key === wanted);
  if (found === undefined) throw new Error(`The runtime wrote no ${wanted} for ${name}`);
  return found.value;
}

export function write({ externalData = [] }: TensorProto, wanted: string, value: string): void {
  for (const found of externalData) if (found.key === wanted) found.value = value;
}

const packedKeys = ({ externalData = [] }: TensorProto): string[] =>
  externalData.map(({ key }) => key).filter((key) => key.startsWith('prepacked_'));

export const isPacked = (tensor: TensorProto): boolean => packedKeys(tensor).length > 0;

/**
 * Where a packed weight is, and the key by which it is found there.
 * @throws Error where the runtime packed it in another way than for a product: it would not be found again
 */
export function readPacked(tensor: TensorProto): { key: string; offset: string; length: string; checksum: string } {
  const found = /^(?<key>Gemm\+[^|]*)\|(?<offset>\d+);(?<length>\d+);(?<checksum>\d+)$/.exec(
    read(tensor, 'prepacked_0'),
  );
  const { key, offset, length, checksum } = found?.groups ?? {};
  if (!key || !offset || !length || !checksum || packedKeys(tensor).length > 1)
    throw new Error(`The runtime packed ${tensor.name} in a way of its own`);
  return { key, offset, length, checksum };
}
