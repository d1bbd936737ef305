import { type ImageHeader, type PixelLimit } from '../../image-files/open.js';
import { type Region } from '../types.js';
import { dropAlpha, premultiply, unpremultiplyToRgb } from './alpha.js';
import { cmykToRgb } from './cmyk.js';
import { decodeStored } from './decode.js';
import { type Rectangle, regionPixels, unturn } from './geometry.js';
import { grey16Crop } from './grey16.js';
import { nearestCrop } from './nearest.js';
import { type Raster, type Resampler } from './resampler.js';

/** What decides how Pillow resizes: its mode for the file, as far as it matters. */
export type PillowMode = 'palette or bitmap' | 'grey of 16 bits' | 'cmyk' | 'alpha' | 'opaque';

/**
 * Resize and centre crop in the file's own mode, RGB last: what Pillow 12 and torchvision do, surprising as it is with
 * palettes, transparency and 16 bits. Orientation and colour profiles are ignored.
 * @returns `Uint8Array [size, size, 3]`, RGB
 */
export async function referenceCrop(
  header: ImageHeader,
  options: PixelLimit & { readonly region?: Region | undefined; readonly imageSize: number },
  resampler: Resampler,
): Promise<Uint8Array> {
  const size = options.imageSize;
  const mode = pillowMode(header);
  const colours = mode === 'cmyk' ? 'cmyk' : mode === 'grey of 16 bits' ? 'grey16' : 'srgb';
  const raster = await decodeStored(header, options, colours);
  const part = storedRegion(header, raster, options.region);
  switch (mode) {
    case 'palette or bitmap':
      return nearestCrop(raster, part, size);
    case 'grey of 16 bits':
      return grey16Crop(raster, part, size);
    case 'cmyk':
      return cmykToRgb(resampler.crop(raster, part, size));
    case 'alpha':
      // At the right size already nothing is resized, so nothing is premultiplied either.
      return part.width === size && part.height === size
        ? resampler.crop(dropAlpha(raster), part, size)
        : unpremultiplyToRgb(resampler.crop(premultiply(raster), part, size));
    case 'opaque':
      return resampler.crop(dropAlpha(raster), part, size);
  }
}

export function pillowMode({ mimeType, metadata, file: { bytes } }: ImageHeader): PillowMode {
  const { channels, bitsPerSample, space } = metadata;
  if (metadata.isPalette || mimeType === 'image/gif') return 'palette or bitmap';
  if (mimeType === 'image/png') {
    const grey = bytes[PNG_COLOUR_TYPE] === 0;
    if (grey && bitsPerSample === 1) return 'palette or bitmap';
    if (grey && bitsPerSample === 16) return 'grey of 16 bits';
    // One colour declared transparent (tRNS) makes no alpha channel in Pillow.
    return ((bytes[PNG_COLOUR_TYPE] ?? 0) & PNG_ALPHA) === 0 ? 'opaque' : 'alpha';
  }
  if (space === 'cmyk') return 'cmyk';
  return channels === 4 || channels === 2 ? 'alpha' : 'opaque';
}

/** Position of the colour type in a PNG file, and its bit for alpha (PNG specification, 11.2.2 IHDR). */
const PNG_COLOUR_TYPE = 25;
const PNG_ALPHA = 4;

/** The region in the file's own pixels, which `reference` leaves as they are turned. */
export function storedRegion(header: ImageHeader, raster: Raster, region: Region | undefined): Rectangle {
  const turned = header.orientation >= 5;
  const uprightWidth = turned ? raster.height : raster.width;
  const uprightHeight = turned ? raster.width : raster.height;
  return unturn(regionPixels(region, uprightWidth, uprightHeight), header.orientation, raster.width, raster.height);
}
