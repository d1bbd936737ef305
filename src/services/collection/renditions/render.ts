import sharp from 'sharp';
import { openImage } from '../../image-files/open.js';
import { type Size } from './size.js';

/** The formats of renditions, in the server's order of preference: AVIF is smaller still, but slow to make. */
export const RENDITION_FORMATS = ['webp', 'avif', 'jpeg'] as const;
export type RenditionFormat = (typeof RENDITION_FORMATS)[number];

/** Part of a rendition's identity: what is rendered differently must not be taken for the same bytes. */
export const RENDERING = `1-${sharp.versions.sharp}`;

/**
 * Decodes a picture (its first frame), turns it upright and resizes it; metadata (EXIF, place of taking) is left behind.
 * @throws LeopardError IMAGE_TOO_LARGE; sharp's error where the picture cannot be decoded
 */
export async function render(
  original: Uint8Array,
  size: Size,
  format: RenditionFormat,
  maximumPixels: number,
): Promise<Buffer> {
  const picture = openImage(original, { maximumPixels })
    .autoOrient()
    .resize({ ...size, fit: 'fill' })
    .toColourspace('srgb');
  switch (format) {
    case 'webp':
      return picture.webp({ quality: 82, effort: 3 }).toBuffer();
    case 'avif':
      return picture.avif({ quality: 60, effort: 2 }).toBuffer();
    case 'jpeg':
      // JPEG has no transparency: what shines through is white, as on a page.
      return picture.flatten({ background: '#ffffff' }).jpeg({ quality: 85, progressive: true }).toBuffer();
  }
}
