/** As it may come over the wire: base64 of little-endian float32, or numbers. */
export function decodeVector(value: string | readonly unknown[]): Float32Array {
  const vector = typeof value === 'string' ? fromBase64(value) : fromNumbers(value);
  if (vector.length === 0) throw new Error('The vector is empty');
  if (!vector.every(Number.isFinite)) throw new Error('The vector holds what is no number');
  return vector;
}

function fromBase64(text: string): Float32Array {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text)) throw new Error('The vector is not base64');
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length % 4 !== 0) throw new Error('The vector is cut off');
  return Float32Array.from({ length: bytes.length / 4 }, (_, index) => bytes.readFloatLE(index * 4));
}

function fromNumbers(values: readonly unknown[]): Float32Array {
  return Float32Array.from(values, (value) => (typeof value === 'number' ? value : NaN));
}

/** Euclidean length. */
export const lengthOf = (vector: Float32Array): number =>
  Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));

/**
 * The first `dimension` numbers, with length 1: what a service does for a model that may be cut (Matryoshka, arXiv:2205.13147).
 * @throws Error where the vector is shorter, or has no direction
 */
export function cut(vector: Float32Array, dimension: number): Float32Array {
  if (vector.length < dimension) throw new Error(`The vector has ${vector.length} numbers, fewer than ${dimension}`);
  const kept = vector.slice(0, dimension);
  const length = lengthOf(kept);
  if (!(length > 1e-12)) throw new Error('The vector is zero');
  return kept.map((value) => value / length);
}

export const cosine = (a: Float32Array, b: Float32Array): number =>
  a.reduce((sum, value, index) => sum + value * (b[index] ?? NaN), 0) / (lengthOf(a) * lengthOf(b));
