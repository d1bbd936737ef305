import { create } from 'content-disposition';
import { type Response } from 'express';

/** Seconds for which a cache may keep a picture: its address is made of its content, so it never changes. */
const FOREVER = 31_536_000;

const EXTENSIONS: Record<string, string> = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/webp': 'webp',
  'image/gif': 'gif',
  'image/avif': 'avif',
};

/** How long, and by whom, an answer may be kept. */
export interface Caching {
  /** False where the answer belongs to whoever asked: no shared cache keeps it. */
  readonly shared: boolean;
  /** Seconds; unbounded where it is left out. */
  readonly seconds?: number;
}

/** Who may have a picture. */
export interface PictureVisitor {
  readonly caching: Caching;
  /** Whose work it is to make one: clients take turns. */
  readonly client: string;
}

export interface PictureHeaders {
  readonly mimeType: string;
  /** Strong: the same tag, the same bytes (RFC 9110, section 8.8.3). */
  readonly tag: string;
  readonly fileName: string | null;
  readonly caching: Caching;
}

/**
 * Headers of a picture: a browser shows it and can do nothing else with it, whatever its bytes are. `Vary` and the
 * policy of other origins are the router's.
 */
export function setPictureHeaders(response: Response, { mimeType, tag, fileName, caching }: PictureHeaders): void {
  const seconds = Math.min(FOREVER, caching.seconds ?? FOREVER);
  response.setHeader('Content-Type', mimeType);
  response.setHeader('ETag', `"${tag}"`);
  response.setHeader('Cache-Control', `${caching.shared ? 'public' : 'private'}, max-age=${seconds}, immutable`);
  response.setHeader('Content-Disposition', create(safeName(fileName, mimeType), { type: 'inline' }));
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.setHeader('Content-Security-Policy', "default-src 'none'; sandbox");
}

/** The file name with the ending of what the file really is: a picture called `page.html` is saved as `page.jpg`. */
function safeName(fileName: string | null, mimeType: string): string {
  const extension = EXTENSIONS[mimeType] ?? 'bin';
  const stem = (fileName ?? '')
    .replace(/\.[^.]*$/, '')
    .replace(/[\p{Cc}\p{Cf}\p{Cs}/\\:]+/gu, '_')
    .slice(0, 200);
  return `${stem.trim() || 'picture'}.${extension}`;
}
