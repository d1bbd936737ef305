import * as ort from './onnxruntime.js';
import type { ModelDimensions } from './models/model.js';
import { normalise } from './preprocessing/normalise.js';

/** What the families' computations share: numbers into the runtime, and out of it. */

/** Runs a graph from `pixel_values` `[3, S, S]` to `output`. The input is the same memory in every run. */
export function visionRunner(
  { imageSize, pixelMean, pixelStd }: ModelDimensions,
  session: ort.InferenceSession | undefined,
  output: string,
): (crop: Uint8Array) => Promise<Float32Array> {
  const pixels = new Float32Array(3 * imageSize ** 2);
  const feeds = { pixel_values: new ort.Tensor('float32', pixels, [3, imageSize, imageSize]) };
  return async (crop) => {
    normalise(crop, pixelMean, pixelStd, pixels);
    return floats((await session?.run(feeds))?.[output]);
  };
}

/** int64 `[n]`. */
export const integers = (values: readonly number[]): ort.Tensor =>
  new ort.Tensor('int64', BigInt64Array.from(values, BigInt), [values.length]);

export function floats(value: ort.OnnxValue | undefined): Float32Array {
  if (value?.data instanceof Float32Array) return value.data;
  throw new Error('The runtime gave no float32 values');
}
