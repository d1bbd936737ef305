/** Number formats that weights are stored in. */
export type StorageType = 'float16' | 'bfloat16' | 'float32';

const ITEM_BYTES: Readonly<Record<StorageType, number>> = { float16: 2, bfloat16: 2, float32: 4 };

export const itemBytes = (type: StorageType): number => ITEM_BYTES[type];

/** PyTorch's storage classes of numbers that weights are not stored in: a buffer of such numbers may be present, and is not read. */
export const UNREAD_STORAGES: Readonly<Record<string, number>> = {
  'torch LongStorage': 8,
  'torch IntStorage': 4,
  'torch ShortStorage': 2,
  'torch CharStorage': 1,
  'torch ByteStorage': 1,
  'torch BoolStorage': 1,
  'torch DoubleStorage': 8,
};

export const WEIGHT_STORAGES: Readonly<Record<string, StorageType>> = {
  'torch HalfStorage': 'float16',
  'torch BFloat16Storage': 'bfloat16',
  'torch FloatStorage': 'float32',
};

/** Stored little-endian numbers as float32; exact for all three formats (IEEE 754 binary16 with its subnormals; bfloat16 is the upper half of binary32). */
export function toFloat32(bytes: Buffer, type: StorageType): Float32Array {
  const count = bytes.length / itemBytes(type);
  const values = new Float32Array(count);
  const bits = new Uint32Array(values.buffer);
  for (let index = 0; index < count; index++) {
    if (type === 'float32') bits[index] = bytes.readUInt32LE(index * 4);
    else if (type === 'bfloat16') bits[index] = bytes.readUInt16LE(index * 2) << 16;
    else values[index] = halfToNumber(bytes.readUInt16LE(index * 2));
  }
  return values;
}

function halfToNumber(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >> 10) & 31;
  const fraction = half & 1023;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
