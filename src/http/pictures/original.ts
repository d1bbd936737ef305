import type { Request, Response } from 'express';
import { pipeline } from 'node:stream/promises';
import type { Originals } from '../../services/collection/originals.js';

/**
 * The file as it is, streamed, with conditional and range requests (RFC 9110, sections 13 and 14). Its headers are set already; `tag`
 * is the strong one among them.
 */
export async function sendOriginal(
  request: Request,
  response: Response,
  original: { readonly id: string; readonly bytes: number; readonly tag: string; readonly originals: Originals },
): Promise<void> {
  const { id, bytes, tag, originals } = original;
  response.setHeader('Accept-Ranges', 'bytes');
  if (request.headers['if-none-match']?.includes(tag)) return void response.status(304).end();
  const range = rangeOf(request, bytes, tag);
  if (range === 'unsatisfiable') {
    response.setHeader('Content-Range', `bytes */${bytes}`);
    return void response.status(416).end();
  }
  if (request.method === 'HEAD') {
    response.setHeader('Content-Length', bytes);
    return void response.end();
  }
  const stream = await originals.stream(id, range);
  if (range) {
    response.status(206);
    response.setHeader('Content-Range', `bytes ${range.start}-${range.end}/${stream.total}`);
  }
  response.setHeader('Content-Length', stream.bytes);
  // A client that leaves is no fault, and what was sent cannot be taken back: the connection is closed.
  await pipeline(stream.body, response).catch(() => response.destroy());
}

/** The one range that is asked for; undefined for the whole, also where there are several (which a server may do). */
function rangeOf(request: Request, bytes: number, tag: string) {
  const condition = request.headers['if-range'];
  if (condition !== undefined && condition !== `"${tag}"`) return undefined;
  const ranges = request.range(bytes);
  if (ranges === undefined || ranges === -2) return undefined;
  if (ranges === -1) return 'unsatisfiable' as const;
  const [range] = ranges;
  return ranges.type === 'bytes' && ranges.length === 1 ? range : undefined;
}
