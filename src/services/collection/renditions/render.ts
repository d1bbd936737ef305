import sharp, { type Sharp } from 'sharp';
import { openImage, type PixelLimit, readImageHeader, unreadable } from '../../image-files/open.js';
import { type Size } from './size.js';

/** The formats of renditions, in the server's order of preference: AVIF is smaller still, but slow to make. */
export const RENDITION_FORMATS = ['webp', 'avif', 'jpeg'] as const;
export type RenditionFormat = (typeof RENDITION_FORMATS)[number];

/** Part of a rendition's identity: what is rendered differently must not be taken for the same bytes. */
export const RENDERING = `1-${sharp.versions.sharp}`;

export interface RenderTask extends PixelLimit {
  readonly size: Size;
  readonly format: RenditionFormat;
}

/**
 * Decodes a picture (its first frame), turns it upright and resizes it; metadata (EXIF, place of taking) is left behind.
 * @throws LeopardError IMAGE_TOO_LARGE, IMAGE_UNREADABLE
 */
export async function render(original: Uint8Array, { size, format, ...limit }: RenderTask): Promise<Buffer> {
  const header = await readImageHeader(original, limit);
  const picture = openImage(header, limit)
    .autoOrient()
    .resize({ ...size, fit: 'fill' })
    .toColourspace('srgb');
  try {
    return await encoded(picture, format).toBuffer();
  } catch (error) {
    throw unreadable(error, header.mimeType);
  }
}

function encoded(picture: Sharp, format: RenditionFormat): Sharp {
  switch (format) {
    case 'webp':
      return picture.webp({ quality: 82, effort: 3 });
    case 'avif':
      return picture.avif({ quality: 60, effort: 2 });
    case 'jpeg':
      // JPEG has no transparency: what shines through is white, as on a page.
      return picture.flatten({ background: '#ffffff' }).jpeg({ quality: 85, progressive: true });
  }
}

/** Milliseconds of one core for each megapixel that is written, about. */
const MEGAPIXEL: Record<RenditionFormat, number> = { webp: 120, avif: 400, jpeg: 40 };

export const renderingCost = ({ width, height }: Size, format: RenditionFormat): number =>
  ((width * height) / 1e6) * MEGAPIXEL[format];
