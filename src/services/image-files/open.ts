import sharp, { type Metadata, type Sharp, type SharpOptions } from 'sharp';
import { LeopardError } from '../../lib/errors.js';
import { IMAGE_FORMATS, type ImageMimeType, detectFormat } from './formats.js';
import { readJpegStructure } from './jpeg-structure.js';

/** What the file's header says. */
export interface ImageHeader {
  readonly mimeType: ImageMimeType;
  /** Pixels, as stored. */
  readonly width: number;
  readonly height: number;
  /** EXIF orientation, 1 to 8; 1 where the file has none. */
  readonly orientation: number;
  /** Passes over the picture that a JPEG file makes; 1 in other formats. */
  readonly scans: number;
  readonly metadata: Metadata;
}

export interface PixelLimit {
  /** Width × height, at most. */
  readonly maximumPixels: number;
  /** Passes of a progressive JPEG, at most. */
  readonly maximumScans?: number | undefined;
}

/** Encoders write about ten. Each costs a walk over the whole picture, even one without content. */
export const DEFAULT_SCANS = 100;

/** A cut file is a fault. Other damage that the decoders can live with is not: half the web's pictures have some. */
const DECODING: SharpOptions = { failOn: 'truncated', sequentialRead: true };

let prepared = false;

/**
 * Once for the process: only the decoders of our formats may run (libvips would also open SVG, PDF, TIFF and more), and
 * libvips keeps no decoded pixels from one picture for the next.
 */
function prepareDecoders(): void {
  if (prepared) return;
  prepared = true;
  sharp.cache(false);
  sharp.block({ operation: ['VipsForeignLoad'] });
  sharp.unblock({ operation: Object.values(IMAGE_FORMATS) });
}

/**
 * Reads the header, without decoding.
 * @throws LeopardError IMAGE_UNREADABLE, IMAGE_UNSUPPORTED, IMAGE_TOO_LARGE
 */
export async function readImageHeader(
  bytes: Uint8Array,
  { maximumPixels, maximumScans = DEFAULT_SCANS }: PixelLimit,
): Promise<ImageHeader> {
  prepareDecoders();
  const mimeType = await detectFormat(bytes);
  const scans = mimeType === 'image/jpeg' ? readJpegStructure(asBuffer(bytes), maximumScans).scans : 1;
  if (scans > maximumScans) {
    throw new LeopardError(
      'IMAGE_TOO_LARGE',
      `The picture is a progressive JPEG of more than ${maximumScans} scans, the limit of this server ` +
        '(`imageScans` of `status { limits }`). Save it as a baseline JPEG.',
    );
  }
  const metadata = await sharp(bytes, { ...DECODING, limitInputPixels: false })
    .metadata()
    .catch((error: unknown) => {
      throw unreadable(error, mimeType);
    });
  const { width, height } = metadata;
  if (width * height > maximumPixels) {
    throw new LeopardError(
      'IMAGE_TOO_LARGE',
      `The picture has ${width} × ${height} = ${width * height} pixels; at most ${maximumPixels} are accepted (MAX_IMAGE_PIXELS). ` +
        'Send a smaller one.',
    );
  }
  return { mimeType, width, height, orientation: metadata.orientation ?? 1, scans, metadata };
}

/** A pipeline of sharp for a picture whose header was read; the first frame of an animation. */
export function openImage(bytes: Uint8Array, { maximumPixels }: PixelLimit, options: SharpOptions = {}): Sharp {
  prepareDecoders();
  return sharp(bytes, { ...DECODING, limitInputPixels: maximumPixels, ...options });
}

const asBuffer = (bytes: Uint8Array) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** The coded error for a failure of the decoder. */
export function unreadable(error: unknown, mimeType: ImageMimeType): LeopardError {
  const reason = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
  if (/exceeds pixel limit/i.test(reason)) {
    return new LeopardError('IMAGE_TOO_LARGE', 'The picture has too many pixels. Send a smaller one.', {
      cause: error,
    });
  }
  if (mimeType === 'image/avif' && /unsupported|not.*(supported|built)|compression format/i.test(reason)) {
    return new LeopardError(
      'IMAGE_UNSUPPORTED',
      'This AVIF file uses a feature that is not supported. Convert it to JPEG, PNG or WebP.',
      { cause: error },
    );
  }
  return new LeopardError(
    'IMAGE_UNREADABLE',
    `The picture (${mimeType}) is damaged or cut off and cannot be decoded: ${reason}. Save it again and send that file.`,
    { cause: error },
  );
}
