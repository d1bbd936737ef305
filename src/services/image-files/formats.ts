import { fileTypeFromBuffer } from 'file-type';
import { LeopardError } from '../../lib/errors.js';
import { isAvif } from './avif-brands.js';

/** The picture formats that Leopard reads, by MIME type, with the loader of libvips that reads each. */
export const IMAGE_FORMATS = {
  'image/jpeg': 'VipsForeignLoadJpeg',
  'image/png': 'VipsForeignLoadPng',
  'image/webp': 'VipsForeignLoadWebp',
  'image/gif': 'VipsForeignLoadNsgif',
  'image/avif': 'VipsForeignLoadHeif',
} as const;

export type ImageMimeType = keyof typeof IMAGE_FORMATS;

const REMEDY = 'Send a JPEG, PNG, WebP, GIF or AVIF file.';

/**
 * The format by the file's first bytes; names and declared types are not believed.
 * @throws LeopardError IMAGE_UNREADABLE (not a picture), IMAGE_UNSUPPORTED (another format).
 */
export async function detectFormat(bytes: Uint8Array): Promise<ImageMimeType> {
  if (bytes.length === 0) throw new LeopardError('IMAGE_UNREADABLE', `The picture is empty (0 bytes). ${REMEDY}`);
  if (isAvif(bytes)) return 'image/avif';
  const type = await fileTypeFromBuffer(bytes).catch(() => undefined);
  // An animated PNG is a PNG, of which the first frame counts.
  const mime = type?.mime === 'image/apng' ? 'image/png' : type?.mime;
  if (mime && mime in IMAGE_FORMATS) return mime as ImageMimeType;
  if (looksLikeSvg(bytes)) {
    throw new LeopardError('IMAGE_UNSUPPORTED', `SVG pictures are not accepted, since they are programs. ${REMEDY}`);
  }
  if (!type) throw new LeopardError('IMAGE_UNREADABLE', `The file is not a picture. ${REMEDY}`);
  throw new LeopardError('IMAGE_UNSUPPORTED', `Files of the type ${type.mime} are not accepted. ${REMEDY}`);
}

function looksLikeSvg(bytes: Uint8Array): boolean {
  return /<svg[\s>]/i.test(
    Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 1024)).toString('latin1'),
  );
}
