import { type ImageHeader, readImageHeader } from '../../images/open.js';
import { type Preprocessing, type Region } from '../types.js';
import { dropAlpha, premultiply, unpremultiplyToRgb } from './alpha.js';
import { decodeForReference, decodeForWeb } from './decode.js';
import { type DecodeGate, decodeGate } from './decode-gate.js';
import { type Rectangle, regionPixels, unturn } from './geometry.js';
import { nearestCrop } from './nearest.js';
import { type Raster, Resampler } from './resampler.js';

/** Counts with every change that may change a single bit of a crop: part of the identity of an index. */
export const PREPROCESSING_VERSION = 1;

export interface PreprocessOptions {
  readonly variant: Preprocessing;
  /** Crops before the resize. Of the upright picture, in both variants. */
  readonly region?: Region | undefined;
  /** Side of the square crop, pixels: 224 for the published models. */
  readonly imageSize: number;
  /** Larger pictures are refused before they are decoded. */
  readonly maximumPixels: number;
  /** Bounds the memory of pictures that are decoded at the same time; one for the process by default. */
  readonly gate?: DecodeGate;
}

let resampler: Resampler | undefined;

/**
 * From a picture file to the model's crop. `web` makes RGB first, `reference` does what Pillow and torchvision do, to the bit
 * (docs/pictures.md). The decoding happens off the calling thread, the resampling (3 ms for a megapixel) on it.
 *
 * @param bytes of a JPEG, PNG, WebP, GIF or AVIF file
 * @returns `Uint8Array [imageSize, imageSize, 3]`, RGB
 * @throws LeopardError IMAGE_UNREADABLE, IMAGE_UNSUPPORTED, IMAGE_TOO_LARGE, BAD_USER_INPUT (region outside the picture)
 */
export async function preprocess(bytes: Uint8Array, options: PreprocessOptions): Promise<Uint8Array> {
  const header = await readImageHeader(bytes, options);
  const gate = options.gate ?? decodeGate;
  return gate.run(header.width * header.height, () =>
    options.variant === 'web' ? webCrop(bytes, header, options) : referenceCrop(bytes, header, options),
  );
}

async function webCrop(bytes: Uint8Array, header: ImageHeader, options: PreprocessOptions): Promise<Uint8Array> {
  const raster = await decodeForWeb(bytes, header, options);
  return resample(raster, regionPixels(options.region, raster.width, raster.height), options.imageSize);
}

async function referenceCrop(bytes: Uint8Array, header: ImageHeader, options: PreprocessOptions): Promise<Uint8Array> {
  const { imageSize: size } = options;
  const raster = await decodeForReference(bytes, header, options);
  const part = storedRegion(header, raster, options.region);
  const { isPalette, bitsPerSample, channels } = header.metadata;
  // Palette pictures and bitmaps: Pillow resizes the modes P and 1 with nearest neighbour.
  if (isPalette || header.mimeType === 'image/gif' || (bitsPerSample === 1 && channels === 1)) {
    return nearestCrop(raster, part, size);
  }
  // At the right size already nothing is resized, so nothing is premultiplied either.
  if (raster.channels === 3 || (part.width === size && part.height === size)) {
    return resample(dropAlpha(raster), part, size);
  }
  return unpremultiplyToRgb(resample(premultiply(raster), part, size));
}

/** The region in the file's own pixels, which `reference` leaves as they are turned. */
function storedRegion(header: ImageHeader, raster: Raster, region: Region | undefined): Rectangle {
  const turned = header.orientation >= 5;
  const uprightWidth = turned ? raster.height : raster.width;
  const uprightHeight = turned ? raster.width : raster.height;
  return unturn(regionPixels(region, uprightWidth, uprightHeight), header.orientation, raster.width, raster.height);
}

function resample(raster: Raster, part: Rectangle, size: number): Uint8Array {
  resampler ??= new Resampler();
  return resampler.crop(raster, part, size);
}
