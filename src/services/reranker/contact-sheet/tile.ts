import type { Region } from '../../encoder/types.js';
import { openImage, type PixelLimit, readImageHeader, unreadable } from '../../image-files/open.js';

/** Pixels of a picture that fits into a tile. */
export interface TilePicture {
  /** RGBA `Uint8ClampedArray [height, width, 4]`, not premultiplied. */
  readonly pixels: Uint8ClampedArray<ArrayBuffer>;
  readonly width: number;
  readonly height: number;
}

export interface TileTask extends PixelLimit {
  readonly region?: Region | undefined;
  /** Pixels. */
  readonly largestSide: number;
}

/** Small pictures grow so far: larger, a model sees more of them; blurred beyond that, nobody does. */
const GREATEST_ENLARGEMENT = 4;

/** The region in pixels of the upright picture, at least one pixel, never outside. */
function pixelsOf(region: Region, width: number, height: number) {
  const left = Math.min(Math.round(region.left * width), width - 1);
  const top = Math.min(Math.round(region.top * height), height - 1);
  return {
    left,
    top,
    width: Math.max(1, Math.min(Math.round(region.width * width), width - left)),
    height: Math.max(1, Math.min(Math.round(region.height * height), height - top)),
  };
}

/**
 * Decodes a picture to fit into a square of `largestSide` pixels: upright, aspect ratio kept, in sRGB; the region alone where one is given.
 * @throws LeopardError IMAGE_UNREADABLE, IMAGE_UNSUPPORTED, IMAGE_TOO_LARGE
 */
export async function decodeTile(bytes: Uint8Array, { region, largestSide, ...limit }: TileTask): Promise<TilePicture> {
  const header = await readImageHeader(bytes, limit);
  const turned = header.orientation >= 5;
  const upright = turned ? { width: header.height, height: header.width } : header;
  const part = region ? pixelsOf(region, upright.width, upright.height) : upright;
  const side = Math.min(largestSide, GREATEST_ENLARGEMENT * Math.max(part.width, part.height));
  try {
    let pipeline = openImage(header, limit).autoOrient();
    if (region) pipeline = pipeline.extract(pixelsOf(region, upright.width, upright.height));
    const { data, info } = await pipeline
      .resize(side, side, { fit: 'inside' })
      .toColourspace('srgb')
      .ensureAlpha()
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    return { pixels: new Uint8ClampedArray(data), width: info.width, height: info.height };
  } catch (error) {
    throw unreadable(error, header.mimeType);
  }
}
