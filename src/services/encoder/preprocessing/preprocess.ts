import { type ImageHeader, type PixelLimit, readImageHeader } from '../../image-files/open.js';
import { type Preprocessing, type Region } from '../types.js';
import { decodeForWeb } from './decode.js';
import { cropRounding, regionPixels } from './geometry.js';
import { clipReferenceCrop } from './clip-reference.js';
import type { Processor } from './processor.js';
import { referenceCrop } from './reference.js';
import { Resampler } from './resampler.js';

export interface PreprocessOptions extends PixelLimit {
  readonly variant: Preprocessing;
  /** Of the model's family; `torchvision` where it is left out. */
  readonly processor?: Processor;
  /** Crops before the resize. Of the upright picture, in both variants. */
  readonly region?: Region | undefined;
  /** Side of the square crop, pixels: 224 for the published models. */
  readonly imageSize: number;
}

/** Made when it is first needed, one for each thread. */
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
  const reference = options.processor === 'clip' ? clipReferenceCrop : referenceCrop;
  const crop = options.variant === 'web' ? webCrop : reference;
  resampler ??= new Resampler();
  return crop(header, options, resampler);
}

async function webCrop(header: ImageHeader, options: PreprocessOptions, resampler: Resampler): Promise<Uint8Array> {
  const raster = await decodeForWeb(header, options);
  const part = regionPixels(options.region, raster.width, raster.height);
  return resampler.crop(raster, part, options.imageSize, cropRounding(options.processor ?? 'torchvision'));
}
