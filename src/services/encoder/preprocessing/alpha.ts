import { type Raster } from './resampler.js';

/** Pillow's conversion from RGBA to premultiplied RGBa, to the bit (Convert.c, `rgbA2rgba` with MULDIV255). */
export function premultiply({ pixels, ...size }: Raster): Raster {
  const result = new Uint8Array(pixels.length);
  for (let index = 0; index < pixels.length; index += 4) {
    const alpha = pixels[index + 3] ?? 0;
    for (let channel = 0; channel < 3; channel++) {
      const product = (pixels[index + channel] ?? 0) * alpha + 128;
      result[index + channel] = ((product >> 8) + product) >> 8;
    }
    result[index + 3] = alpha;
  }
  return { pixels: result, ...size };
}

/**
 * Pillow's conversion back (`rgba2rgbA`), and alpha dropped.
 * @param pixels `uint8 [n, 4]`, premultiplied
 * @returns `Uint8Array [n, 3]`
 */
export function unpremultiplyToRgb(pixels: Uint8Array): Uint8Array {
  const result = new Uint8Array((pixels.length / 4) * 3);
  for (let index = 0, target = 0; index < pixels.length; index += 4, target += 3) {
    const alpha = pixels[index + 3] ?? 0;
    for (let channel = 0; channel < 3; channel++) {
      const value = pixels[index + channel] ?? 0;
      result[target + channel] =
        alpha === 255 || alpha === 0 ? value : Math.min(255, Math.trunc((255 * value) / alpha));
    }
  }
  return result;
}

/** Drops the fourth channel: RGBA to RGB as Pillow does it, whatever is hidden beneath. */
export function dropAlpha({ pixels, width, height, channels }: Raster): Raster {
  if (channels !== 4) return { pixels, width, height, channels };
  const result = new Uint8Array(width * height * 3);
  for (let index = 0, target = 0; index < pixels.length; index += 4, target += 3) {
    result[target] = pixels[index] ?? 0;
    result[target + 1] = pixels[index + 1] ?? 0;
    result[target + 2] = pixels[index + 2] ?? 0;
  }
  return { pixels: result, width, height, channels: 3 };
}
