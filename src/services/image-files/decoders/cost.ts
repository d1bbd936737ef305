import type { ImageMimeType } from '../formats.js';

/** What is known of a picture before it is decoded. */
export interface PictureSize {
  readonly mimeType: string;
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  /** Of the file. */
  readonly bytes: number;
  /** Passes of a progressive JPEG. */
  readonly scans?: number | undefined;
}

/** Milliseconds of one core, about: measured with noise, which is the worst case, on a core of a small server. */
const MILLISECONDS: Record<ImageMimeType, { readonly megapixel: number; readonly megabyte: number }> = {
  'image/jpeg': { megapixel: 15, megabyte: 60 },
  'image/png': { megapixel: 30, megabyte: 10 },
  'image/webp': { megapixel: 40, megabyte: 80 },
  'image/gif': { megapixel: 15, megabyte: 10 },
  'image/avif': { megapixel: 60, megabyte: 450 },
};

/** One more scan, even one without content, goes over the coefficients of the whole picture. */
const MILLISECONDS_OF_A_SCAN = 2;

/** What decoding a picture costs: milliseconds of one core, right within a factor of a few. */
export function decodingCost({ mimeType, width, height, bytes, scans = 1 }: PictureSize): number {
  const { megapixel, megabyte } = MILLISECONDS[mimeType as ImageMimeType] ?? MILLISECONDS['image/avif'];
  return ((width * height) / 1e6) * (megapixel + MILLISECONDS_OF_A_SCAN * (scans - 1)) + (bytes / 1e6) * megabyte;
}
