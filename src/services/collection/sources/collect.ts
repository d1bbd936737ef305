import { LeopardError } from '../../../lib/errors.js';
import { detectFormat, type ImageMimeType } from '../../image-files/formats.js';

/** Bytes by which file-type knows every format it knows (its documented sample size). */
const SNIFF_BYTES = 4100;

/** The refusal of a picture of more than `limit` bytes. */
export function tooLarge(limit: number, setting: string): LeopardError {
  return new LeopardError(
    'IMAGE_TOO_LARGE',
    `The picture has more than ${limit} bytes, the limit of this server (${setting}). Make it smaller or compress it more.`,
  );
}

/**
 * Reads a stream of bytes into memory: at most `limit` bytes, given up at the first sign that it is no picture.
 * @throws LeopardError IMAGE_TOO_LARGE, IMAGE_UNSUPPORTED, IMAGE_UNREADABLE; whatever the stream throws.
 */
export async function collectPicture(
  chunks: AsyncIterable<Uint8Array>,
  limit: number,
  setting: string,
): Promise<{ bytes: Buffer; mimeType: ImageMimeType }> {
  const parts: Uint8Array[] = [];
  let length = 0;
  let mimeType: ImageMimeType | undefined;
  for await (const chunk of chunks) {
    length += chunk.length;
    if (length > limit) throw tooLarge(limit, setting);
    parts.push(chunk);
    if (mimeType === undefined && length >= SNIFF_BYTES) mimeType = await detectFormat(Buffer.concat(parts));
  }
  const bytes = Buffer.concat(parts, length);
  return { bytes, mimeType: mimeType ?? (await detectFormat(bytes)) };
}
