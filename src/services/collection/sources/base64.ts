import { LeopardError } from '../../../lib/errors.js';
import { tooLarge } from './collect.js';
import { detectFormat } from '../../image-files/formats.js';
import { type PictureInput } from './types.js';

/** `data:image/png;base64,` with further parameters in between (RFC 2397); the media type is not trusted. */
const DATA_URL = /^data:[^,]*,/i;

/**
 * Decodes base64 (RFC 4648 section 4; line breaks as in RFC 2045 are let through) or a base64 data: URL.
 * @throws LeopardError BAD_USER_INPUT, IMAGE_TOO_LARGE, IMAGE_UNSUPPORTED, IMAGE_UNREADABLE
 */
export async function readBase64(given: string, limit: number): Promise<PictureInput> {
  // What is pasted has blanks around it.
  const text = given.trim();
  const head = DATA_URL.exec(text.slice(0, 1024))?.[0];
  if (head === undefined && /^data:/i.test(text)) throw malformed('a data: URL needs a comma before its content');
  if (head !== undefined && !/;\s*base64\s*,$/i.test(head)) {
    throw malformed('only data: URLs in base64 are read, such as data:image/png;base64,iVBORw0…');
  }
  // Line breaks cost at most one character in 64, so this bound refuses nothing that fits.
  if (text.length * 0.75 * (64 / 66) > limit + 1024) throw tooLarge(limit, 'MAX_UPLOAD_BYTES');
  const encoded = text.slice(head?.length ?? 0).replace(/[\t\n\f\r ]+/g, '');
  const content = encoded.replace(/={1,2}$/, '');
  const padded = encoded.length > content.length;
  if (!/^[A-Za-z0-9+/]*$/.test(content)) {
    throw malformed('it has characters that are none of A-Z a-z 0-9 + / (for base64url, replace - by + and _ by /)');
  }
  if (content.length % 4 === 1 || (padded && encoded.length % 4 !== 0))
    throw malformed('its length is wrong: it was cut');
  const bytes = Buffer.from(content, 'base64');
  if (bytes.length > limit) throw tooLarge(limit, 'MAX_UPLOAD_BYTES');
  return { bytes, mimeType: await detectFormat(bytes), fileName: null };
}

const malformed = (why: string) =>
  new LeopardError('BAD_USER_INPUT', `The picture is no valid base64: ${why}. Or upload the file.`);
