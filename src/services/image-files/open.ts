import sharp, { type Metadata, type Sharp, type SharpOptions } from 'sharp';
import { LeopardError } from '../../lib/errors.js';
import { type Decodable, decodable } from './decodable.js';
import { IMAGE_FORMATS, type ImageMimeType, detectFormat } from './formats.js';
import { readJpegStructure } from './jpeg/structure.js';

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
  /** To open the picture with. */
  readonly file: Decodable;
}

export interface PixelLimit {
  /** Width × height, at most. */
  readonly maximumPixels: number;
  /** Passes of a progressive JPEG, at most. */
  readonly maximumScans?: number | undefined;
}

/** Encoders write about ten. Each costs a walk over the whole picture, even one without content. */
export const DEFAULT_SCANS = 100;

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
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const jpeg = mimeType === 'image/jpeg' ? readJpegStructure(buffer, maximumScans) : undefined;
  const scans = jpeg?.scans ?? 1;
  if (scans > maximumScans) {
    throw new LeopardError(
      'IMAGE_TOO_LARGE',
      `The picture is a progressive JPEG of more than ${maximumScans} scans, the limit of this server ` +
        '(`imageScans` of `status { limits }`). Save it as a baseline JPEG.',
    );
  }
  const file = decodable(buffer, mimeType, jpeg);
  const metadata = await sharp(file.bytes, { failOn: file.failOn, limitInputPixels: false })
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
  return { mimeType, width, height, orientation: metadata.orientation ?? 1, scans, metadata, file };
}

/** A pipeline of sharp for a picture whose header was read; the first frame of an animation. */
export function openImage({ file }: ImageHeader, { maximumPixels }: PixelLimit, options: SharpOptions = {}): Sharp {
  return sharp(file.bytes, { failOn: file.failOn, sequentialRead: true, limitInputPixels: maximumPixels, ...options });
}

/** The coded error for a failure of the decoder. */
export function unreadable(error: unknown, mimeType: ImageMimeType): LeopardError {
  const said = error instanceof Error ? error.message : String(error);
  const [reason = ''] = said.split('\n');
  if (/exceeds pixel limit/i.test(reason)) {
    return new LeopardError('IMAGE_TOO_LARGE', 'The picture has too many pixels. Send a smaller one.', {
      cause: error,
    });
  }
  if (mimeType === 'image/avif' && /unsupported|not.*(supported|built)|compression format|primary item/i.test(said)) {
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
