import type { SharpOptions } from 'sharp';
import { MAJOR_BRAND } from './avif-brands.js';
import type { ImageMimeType } from './formats.js';
import { holdsEveryBlock } from './jpeg/blocks.js';
import type { JpegStructure } from './jpeg/structure.js';

/** What the decoders are given for a file. */
export interface Decodable {
  readonly bytes: Uint8Array;
  readonly failOn: NonNullable<SharpOptions['failOn']>;
}

const END_OF_JPEG = Buffer.from([0xff, 0xd9]);
const AVIF = Buffer.from('avif', 'latin1');

/**
 * The file itself, but for two kinds that the decoders refuse although they hold the whole picture: a JPEG of which only the end marker
 * is missing, and an AVIF that is a sequence in the first place (brand `avis`) and has a picture too, its first frame.
 * A cut file is a fault. Other damage that the decoders can live with is not: half the web's pictures have some.
 */
export function decodable(bytes: Buffer, mimeType: ImageMimeType, jpeg: JpegStructure | undefined): Decodable {
  if (jpeg && !jpeg.ended) return withEnd(bytes, jpeg);
  if (mimeType === 'image/avif' && !AVIF.equals(bytes.subarray(MAJOR_BRAND, MAJOR_BRAND + 4))) {
    const still = Buffer.from(bytes);
    AVIF.copy(still, MAJOR_BRAND);
    return { bytes: still, failOn: 'truncated' };
  }
  return { bytes, failOn: 'truncated' };
}

function withEnd(bytes: Buffer, { progressive, complete }: JpegStructure): Decodable {
  const ended = () => Buffer.concat([bytes, END_OF_JPEG]);
  if (holdsEveryBlock(bytes)) return { bytes: ended(), failOn: 'truncated' };
  // Of a progressive file all is read before the first row is made: what is missing is warned of in time.
  if (progressive && complete) return { bytes: ended(), failOn: 'warning' };
  return { bytes, failOn: 'truncated' };
}
