import { type Request } from 'express';
import { RENDITION_FORMATS, type RenditionFormat } from '../../services/collection/renditions/index.js';

/**
 * The format of a rendition by the Accept header (RFC 9110, section 12.5.1); the server's order where the client has
 * no preference. A wildcard is no promise to read WebP or AVIF, so these are only sent to clients that name them; JPEG
 * is what everybody reads, and never refused.
 */
export function renditionFormat(request: Request): RenditionFormat {
  const qualities = namedQualities(request.headers.accept ?? '');
  let best: RenditionFormat = 'jpeg';
  let bestQuality = 0;
  for (const format of RENDITION_FORMATS) {
    const quality = qualities.get(`image/${format}`) ?? 0;
    if (quality > bestQuality) [best, bestQuality] = [format, quality];
  }
  return best;
}

/** Media types named in an Accept header, with their weights. */
function namedQualities(accept: string): Map<string, number> {
  return new Map(
    accept
      .toLowerCase()
      .split(',')
      .map((part) => {
        const [type = '', ...parameters] = part.split(';').map((item) => item.trim());
        const weight = Number(parameters.find((item) => item.startsWith('q='))?.slice(2) ?? 1);
        return [type, weight];
      }),
  );
}
