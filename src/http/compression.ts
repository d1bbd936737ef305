import { constants } from 'node:zlib';
import compression from 'compression';
import type { RequestHandler } from 'express';

/** Bytes below which an answer fits into one packet as it is. */
const THRESHOLD = 1024;

/**
 * Compresses texts, by brotli or gzip as the client prefers, in threads beside the event loop; never pictures, which are
 * compressed already. What came compressed from the disk stays as it is.
 *
 * Lengths of compressed answers betray a secret that stands beside text of an attacker (BREACH). Here none does: keys travel in
 * headers of requests only, and no foreign page can have a browser send the header that an operation needs.
 */
export const compressAnswers = (): RequestHandler =>
  compression({ threshold: THRESHOLD, brotli: { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } } });
