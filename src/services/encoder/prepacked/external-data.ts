import type { TensorProto } from '../../models/graph/schema.js';

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

export const isPacked = ({ externalData = [] }: TensorProto): boolean =>
  externalData.some(({ key }) => key === 'prepacked_0');

/** Where a packed weight is, and by what it is found there. */
export function readPacked(tensor: TensorProto): { key: string; offset: string; length: string; checksum: string } {
  const found = /^(?<key>.*)\|(?<offset>\d+);(?<length>\d+);(?<checksum>\d+)$/.exec(read(tensor, 'prepacked_0'));
  const { key = '', offset = '', length = '', checksum = '' } = found?.groups ?? {};
  // One that we do not know how to find would be left out.
  if (!key.startsWith('Gemm+')) throw new Error(`The runtime packed ${tensor.name} in a way of its own: ${key}`);
  return { key, offset, length, checksum };
}
