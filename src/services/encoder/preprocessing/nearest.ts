import { type Rectangle, frame } from './geometry.js';
import { type Raster } from './resampler.js';

/**
 * Pillow's nearest-neighbour resize (Geometry.c, `ImagingScaleAffine`) and centre crop. Positions are accumulated, not multiplied:
 * so are Pillow's, and so are their rounding errors.
 * @returns `Uint8Array [size, size, 3]`
 */
export function nearestCrop(raster: Raster, part: Rectangle, size: number): Uint8Array {
  const framing = frame(part.width, part.height, size);
  const columns = sourcePositions(part.width, framing.resizedWidth, framing.left, size);
  const rows = sourcePositions(part.height, framing.resizedHeight, framing.top, size);
  const result = new Uint8Array(size * size * 3);
  let target = 0;
  for (const row of rows) {
    for (const column of columns) {
      const index = ((part.top + row) * raster.width + part.left + column) * raster.channels;
      for (let channel = 0; channel < 3; channel++) result[target++] = raster.pixels[index + channel] ?? 0;
    }
  }
  return result;
}

/** Source pixel of each output pixel from `offset` to `offset + count`. */
function sourcePositions(input: number, output: number, offset: number, count: number): Int32Array {
  const step = input / output;
  const positions = new Int32Array(count);
  let position = step * 0.5;
  for (let index = 0; index < offset + count; index++) {
    if (index >= offset) positions[index - offset] = Math.min(Math.trunc(position), input - 1);
    position += step;
  }
  return positions;
}
