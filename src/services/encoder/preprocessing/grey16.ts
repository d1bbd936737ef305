import { type Coefficients, bicubicCoefficients } from './coefficients.js';
import { type Rectangle, frame } from './geometry.js';
import { type Raster } from './resampler.js';

/**
 * Pillow's resize of the mode I;16 and its conversion to RGB, which clips at 255 and does not scale: most such pictures come
 * out nearly white. That is what the reference sees; `web` scales.
 *
 * @param raster of one channel, two bytes for each pixel, in the byte order of this machine
 * @returns `Uint8Array [size, size, 3]`
 */
export function grey16Crop(raster: Raster, part: Rectangle, size: number): Uint8Array {
  const { resizedWidth, resizedHeight, left, top } = frame(part.width, part.height, size);
  const across = bicubicCoefficients(part.width, resizedWidth, left, size);
  const down = bicubicCoefficients(part.height, resizedHeight, top, size);
  const rows = down.last - down.first;
  const values = new Uint16Array(raster.pixels.buffer, raster.pixels.byteOffset, raster.width * raster.height);
  const between = new Uint16Array(rows * size);
  for (let row = 0; row < rows; row++) {
    const start = (part.top + down.first + row) * raster.width + part.left + across.first;
    for (let output = 0; output < size; output++) {
      between[row * size + output] = weigh(across, output, (index) => values[start + index] ?? 0);
    }
  }
  const result = new Uint8Array(size * size * 3);
  for (let output = 0; output < size; output++) {
    for (let column = 0; column < size; column++) {
      const value = weigh(down, output, (index) => between[index * size + column] ?? 0);
      result.fill(Math.min(value, 255), (output * size + column) * 3, (output * size + column + 1) * 3);
    }
  }
  return result;
}

/** Pillow's conversion of I;16 to RGB, unresized: clipped at 255. `raster` as for `grey16Crop`. */
export function clipToRgb({ pixels, width, height }: Raster): Raster {
  const values = new Uint16Array(pixels.buffer, pixels.byteOffset, width * height);
  const rgb = new Uint8Array(values.length * 3);
  for (let index = 0; index < values.length; index++)
    rgb.fill(Math.min(values[index] ?? 0, 255), index * 3, index * 3 + 3);
  return { pixels: rgb, width, height, channels: 3 };
}

/** One output pixel, rounded and clipped byte by byte as Resample.c does it (`ImagingResampleHorizontal_16bpc`). */
function weigh(table: Coefficients, output: number, pixel: (index: number) => number): number {
  const first = table.bounds[output * 2] ?? 0;
  const count = table.bounds[output * 2 + 1] ?? 0;
  let sum = 0;
  for (let index = 0; index < count; index++) {
    sum += pixel(first + index) * (table.weights[output * table.taps + index] ?? 0);
  }
  const rounded = sum >= 0 ? Math.floor(sum + 0.5) : -Math.floor(-sum + 0.5);
  const clip = (value: number) => Math.min(Math.max(value, 0), 255);
  return clip(rounded >> 8) * 256 + clip(rounded % 256);
}
