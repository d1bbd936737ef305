import type { Request, RequestHandler } from 'express';
import { processRequest } from 'graphql-upload-minimal';
import type { Limits } from '../../config/index.js';
import { LeopardError } from '../../lib/errors.js';
import type { SharedLimit } from '../../lib/shared-limit.js';
import type { JsonBounds } from '../bodies/json-bounds.js';
import { localsOf } from '../request.js';
import { refuse } from '../refusal.js';
import { watchArrival } from './arrival.js';
import { guardParserOf } from './guard-parser.js';
import { multipartFault } from './multipart-fault.js';
import type { UploadSpool } from './spool.js';
import { orAborted, Uploads } from './uploads.js';

/** Bytes of `operations`, which the event loop parses: with metadata for as many pictures as one request may have, without pictures. */
const OPERATIONS_BYTES = 4 * 1024 ** 2;
/** RFC 9110, section 15.5.9. */
const REQUEST_TIMEOUT = 408;

export interface ReceiveOptions {
  readonly spool: UploadSpool;
  readonly limits: Limits;
  readonly bounds: JsonBounds;
  /** Bytes of all bodies that arrive. */
  readonly memory: SharedLimit;
  readonly clientOf: (request: Request) => string | undefined;
}

/** Reads GraphQL multipart requests to the end of their last file; every other request passes, without files. */
export function receiveUploads({ spool, limits, bounds, memory, clientOf }: ReceiveOptions): RequestHandler {
  const idleMilliseconds = limits.uploadIdleMilliseconds;
  return async (request, response, next) => {
    const locals = localsOf(response);
    const files = { memory, client: clientOf(request), bytes: limits.uploadBytes, idleMilliseconds };
    if (request.method !== 'POST' || !request.is('multipart/form-data')) {
      locals.uploads = new Uploads(spool, files);
      return next();
    }
    const arrival = watchArrival(request, idleMilliseconds);
    const uploads = (locals.uploads = new Uploads(spool, { ...files, signal: arrival.signal }));
    // A body that nobody reads to its end holds the next request of the connection for ever.
    response.once('finish', () => {
      if (!request.complete) request.unpipe().resume();
    });
    response.once('close', () => void uploads.discard());
    guardParserOf(request, bounds);
    try {
      const processing = processRequest(request, response, {
        maxFieldSize: Math.min(limits.bodyBytes, OPERATIONS_BYTES),
        // One byte more than is accepted: the cut file is then known to be too large.
        maxFileSize: limits.uploadBytes + 1,
        maxFiles: limits.filesPerRequest,
      });
      request.body = await orAborted(processing, arrival.signal);
      uploads.receive(request.body);
      await uploads.arrived();
    } catch (error) {
      const timedOut = error instanceof LeopardError && error.code === 'TIMEOUT';
      if (timedOut) response.setHeader('Connection', 'close');
      return refuse(request, response, multipartFault(error), timedOut ? REQUEST_TIMEOUT : undefined);
    } finally {
      arrival.end();
    }
    next();
  };
}
