import cors from 'cors';
import { type RequestHandler } from 'express';
import helmet from 'helmet';

/**
 * Lets pages of chosen origins call the server from a browser (Fetch standard, section 3.3). No cookies are involved,
 * so keys travel in a header that only a page which has one can send.
 * @param origins such as `https://shop.example`; `*` for all
 */
export function allowOrigins(origins: readonly string[]): RequestHandler {
  if (origins.length === 0) return (_request, _response, next) => next();
  return cors({
    origin: origins.includes('*') ? '*' : [...origins],
    methods: ['GET', 'HEAD', 'POST'],
    exposedHeaders: ['Retry-After', 'X-Request-Id', 'Content-Range', 'ETag'],
    maxAge: 86_400,
  });
}

/**
 * What browsers are told for everything that this server serves. Pages may load nothing from elsewhere and run no
 * inline script; whoever serves another kind of page sets a policy of its own.
 * @param pictureOrigin origin of PUBLIC_URL, where pictures are loaded from under that name
 */
export function securityHeaders(pictureOrigin?: string): RequestHandler {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:', 'blob:', ...(pictureOrigin ? [pictureOrigin] : [])],
        fontSrc: ["'self'"],
        connectSrc: ["'self'"],
        manifestSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'self'"],
      },
    },
    // Whether a name is served by TLS for good is for whoever runs the proxy to say.
    strictTransportSecurity: false,
    crossOriginResourcePolicy: { policy: 'same-site' },
    referrerPolicy: { policy: 'same-origin' },
  });
}
