import { setImmediate } from 'node:timers/promises';
import { LeopardError } from '../../../lib/errors.js';
import { tooLarge } from './collect.js';
import { detectFormat } from '../../image-files/formats.js';
import { type PictureInput } from './types.js';

/** `data:image/png;base64,` with further parameters in between (RFC 2397); the media type is not trusted. */
const DATA_URL = /^data:[^,]*,/i;

/** Characters that are decoded at a stretch, in about a millisecond: the event loop has others to answer. A multiple of four. */
const STEP = 256 * 1024;

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
  const bytes = await decode(text.slice(head?.length ?? 0));
  if (bytes.length > limit) throw tooLarge(limit, 'MAX_UPLOAD_BYTES');
  return { bytes, mimeType: await detectFormat(bytes), fileName: null };
}

async function decode(text: string): Promise<Buffer> {
  const bytes = Buffer.allocUnsafeSlow(Math.ceil(text.length * 0.75));
  let length = 0;
  // Fours that were not full at the end of a step, and the padding, after which nothing comes.
  let rest = '';
  for (let at = 0; at < text.length; at += STEP) {
    if (at > 0) await setImmediate();
    const step = text.slice(at, at + STEP);
    const written = rest === '' ? bytes.write(step, length, 'base64') : 0;
    if (isPlain(step, written)) {
      length += written;
      continue;
    }
    const part = rest + step.replace(/[\t\n\f\r ]+/g, '');
    const last = at + STEP >= text.length;
    const whole = last ? part : part.slice(0, part.length - (part.length % 4));
    rest = part.slice(whole.length);
    length += bytes.write(last ? checkedEnd(whole) : checked(whole), length, 'base64');
  }
  return bytes.subarray(0, length);
}

/** Four characters make three bytes: where all came out, nothing else was among them. Node takes base64url as well. */
const isPlain = (text: string, written: number) =>
  written === text.length * 0.75 && !text.includes('-') && !text.includes('_');

/** Of the last characters the padding is taken away. */
function checkedEnd(part: string): string {
  const content = checked(part.replace(/={1,2}$/, ''));
  const padded = part.length > content.length;
  if (content.length % 4 === 1 || (padded && part.length % 4 !== 0)) throw malformed('its length is wrong: it was cut');
  return content;
}

function checked(part: string): string {
  if (/^[A-Za-z0-9+/]*$/.test(part)) return part;
  throw malformed('it has characters that are none of A-Z a-z 0-9 + / (for base64url, replace - by + and _ by /)');
}

const malformed = (why: string) =>
  new LeopardError('BAD_USER_INPUT', `The picture is no valid base64: ${why}. Or upload the file.`);
