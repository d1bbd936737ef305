import { decodingCost } from '../image-files/decoders/cost.js';
import { type ImageLimits, pixelLimit } from '../image-files/limits.js';
import { openImage, readImageHeader, unreadable } from '../image-files/open.js';
import { type ImageMimeType } from '../image-files/formats.js';

export interface ImageDescription {
  readonly mimeType: ImageMimeType;
  /** Pixels, upright. */
  readonly width: number;
  readonly height: number;
  /** What decoding it costs, about, in milliseconds of one core. */
  readonly cost: number;
}

/**
 * Format and size of a picture, from its header.
 * @throws LeopardError IMAGE_UNREADABLE, IMAGE_UNSUPPORTED, IMAGE_TOO_LARGE
 */
export async function inspectImage(bytes: Uint8Array, limits: ImageLimits): Promise<ImageDescription> {
  const header = await readImageHeader(bytes, pixelLimit(limits));
  const { mimeType, width, height, orientation } = header;
  const cost = decodingCost({ ...header, bytes: bytes.length });
  return orientation >= 5 ? { mimeType, width: height, height: width, cost } : { mimeType, width, height, cost };
}

const PLACEHOLDER_SIDE = 30;

/**
 * A blurred preview of at most 30 × 30 pixels as a `data:` URL (WebP, a few hundred bytes), to show until the picture is there.
 * @throws LeopardError IMAGE_UNREADABLE, IMAGE_UNSUPPORTED, IMAGE_TOO_LARGE
 */
export async function makePlaceholder(bytes: Uint8Array, limits: ImageLimits): Promise<string> {
  const limit = pixelLimit(limits);
  const header = await readImageHeader(bytes, limit);
  try {
    const preview = await openImage(header, limit)
      .autoOrient()
      .resize(PLACEHOLDER_SIDE, PLACEHOLDER_SIDE, { fit: 'inside' })
      .flatten({ background: '#ffffff' })
      .blur(1)
      .webp({ quality: 40 })
      .toBuffer();
    return `data:image/webp;base64,${preview.toString('base64')}`;
  } catch (error) {
    throw unreadable(error, header.mimeType);
  }
}
