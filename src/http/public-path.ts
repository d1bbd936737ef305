import type { RequestHandler } from 'express';
import { publicPath } from '../config/public-path.js';

/**
 * Some proxies pass on the path that clients ask for, others take their own part off it. Here what is left of the first
 * kind is taken off, for all that comes after.
 */
export function leavePublicPath(publicUrl: string | undefined): RequestHandler {
  const path = publicPath(publicUrl);
  return (request, response, next) => {
    if (path === '' || !request.url.startsWith(path)) return next();
    const rest = request.url.slice(path.length);
    // The page finds its files beside itself: its address ends in a slash.
    if (rest === '' || rest.startsWith('?')) return response.redirect(308, `${path}/${rest}`);
    if (!rest.startsWith('/')) return next();
    request.url = rest;
    request.originalUrl = rest;
    next();
  };
}
