import type { RequestHandler } from 'express';
import { processRequest } from 'graphql-upload-minimal';
import type { Limits } from '../../config/index.js';
import { localsOf } from '../request.js';
import { refuse } from '../refusal.js';
import { guardParserOf } from './guard-parser.js';
import { multipartFault } from './multipart-fault.js';
import type { UploadSpool } from './spool.js';
import { Uploads } from './uploads.js';

/** Reads GraphQL multipart requests; every other request passes, without files. */
export function receiveUploads(spool: UploadSpool, limits: Limits): RequestHandler {
  return async (request, response, next) => {
    const locals = localsOf(response);
    const uploads = new Uploads(spool, {
      bytes: limits.uploadBytes,
      idleMilliseconds: limits.uploadIdleMilliseconds,
      signal: locals.signal,
    });
    locals.uploads = uploads;
    if (!request.is('multipart/form-data')) return next();
    // A body that nobody reads to its end holds the next request of the connection for ever.
    response.once('finish', () => {
      if (!request.complete) request.unpipe().resume();
    });
    response.once('close', () => void uploads.discard());
    guardParserOf(request);
    try {
      request.body = await processRequest(request, response, {
        maxFieldSize: limits.bodyBytes,
        // One byte more than is accepted: the cut file is then known to be too large.
        maxFileSize: limits.uploadBytes + 1,
        maxFiles: limits.filesPerRequest,
      });
    } catch (error) {
      return refuse(request, response, multipartFault(error));
    }
    uploads.receive(request.body);
    next();
  };
}
