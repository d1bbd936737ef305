/** Weights of one axis for a range of output pixels. */
export interface Coefficients {
  /** `Int32Array [outputs, 2]`: first source pixel, relative to `first`, and number of pixels. */
  readonly bounds: Int32Array;
  /** `Float64Array [outputs, taps]`: the weights of one output pixel add up to 1. */
  readonly weights: Float64Array;
  readonly taps: number;
  /** The source pixels that are used at all: `first` to `last`, exclusive. */
  readonly first: number;
  readonly last: number;
}

const FRACTION = 2 ** 22;

/** Pillow's bicubic kernel, a = -0.5 (src/libImaging/Resample.c, `bicubic_filter`). */
function bicubic(x: number): number {
  const a = -0.5;
  const t = Math.abs(x);
  if (t < 1) return ((a + 2) * t - (a + 3)) * t * t + 1;
  if (t < 2) return (((t - 5) * t + 8) * t - 4) * a;
  return 0;
}

/** Pillow's `normalize_coeffs_8bpc`: fixed point, 22 fractional bits, rounded to nearest. */
export function toFixedPoint(weights: Float64Array): Int32Array {
  return Int32Array.from(weights, (weight) => Math.trunc(weight * FRACTION + (weight < 0 ? -0.5 : 0.5)));
}

/**
 * Pillow's `precompute_coeffs` for the output pixels `offset` to `offset + count` of an axis
 * that is resampled from `input` to `output` pixels, antialiased. The order of the operations is Pillow's: so are the last bits.
 */
export function bicubicCoefficients(input: number, output: number, offset: number, count: number): Coefficients {
  const scale = input / output;
  const filterScale = Math.max(scale, 1);
  const support = 2 * filterScale;
  const inverse = 1 / filterScale;
  const taps = Math.ceil(support) * 2 + 1;
  const bounds = new Int32Array(count * 2);
  const weights = new Float64Array(count * taps);
  let first = 0;
  let last = 0;
  for (let index = 0; index < count; index++) {
    const centre = (offset + index + 0.5) * scale;
    const start = Math.max(Math.trunc(centre - support + 0.5), 0);
    const end = Math.min(Math.trunc(centre + support + 0.5), input);
    if (index === 0) first = start;
    last = end;
    const row = weights.subarray(index * taps, index * taps + end - start);
    let sum = 0;
    for (let x = 0; x < row.length; x++) {
      const weight = bicubic((x + start - centre + 0.5) * inverse);
      row[x] = weight;
      sum += weight;
    }
    if (sum !== 0) for (let x = 0; x < row.length; x++) row[x] = (row[x] ?? 0) / sum;
    bounds[index * 2] = start - first;
    bounds[index * 2 + 1] = end - start;
  }
  return { bounds, weights, taps, first, last };
}
