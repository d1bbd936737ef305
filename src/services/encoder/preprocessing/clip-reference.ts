import { type ImageHeader, type PixelLimit } from '../../image-files/open.js';
import { type Region } from '../types.js';
import { dropAlpha } from './alpha.js';
import { cmykToRgb } from './cmyk.js';
import { decodeStored } from './decode.js';
import { cropRounding } from './geometry.js';
import { clipToRgb } from './grey16.js';
import { pillowMode, storedRegion } from './reference.js';
import { type Raster, type Resampler } from './resampler.js';

/**
 * RGB first, then resize and centre crop: transformers' CLIPImageProcessor with Pillow. Orientation and colour profiles are
 * ignored, transparency is dropped with the colours beneath it left as they are.
 * @returns `Uint8Array [size, size, 3]`, RGB
 */
export async function clipReferenceCrop(
  header: ImageHeader,
  options: PixelLimit & { readonly region?: Region | undefined; readonly imageSize: number },
  resampler: Resampler,
): Promise<Uint8Array> {
  const raster = await decodeToRgb(header, options);
  const part = storedRegion(header, raster, options.region);
  return resampler.crop(raster, part, options.imageSize, cropRounding('clip'));
}

/** Pillow's `convert("RGB")` of the picture as stored. */
async function decodeToRgb(header: ImageHeader, limit: PixelLimit): Promise<Raster> {
  const mode = pillowMode(header);
  if (mode === 'cmyk') {
    const stored = await decodeStored(header, limit, 'cmyk');
    return { ...stored, pixels: cmykToRgb(stored.pixels), channels: 3 };
  }
  if (mode === 'grey of 16 bits') return clipToRgb(await decodeStored(header, limit, 'grey16'));
  return dropAlpha(await decodeStored(header, limit, 'srgb'));
}
