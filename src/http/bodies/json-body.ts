import type { Request, RequestHandler } from 'express';
import { LeopardError } from '../../lib/errors.js';
import { type SharedLimit } from '../../lib/shared-limit.js';
import { refuse } from '../refusal.js';
import { collectBody } from './collect.js';
import { type JsonParser } from './json-parser.js';

const JSON_TYPES = ['application/json', 'application/graphql+json'];

export interface JsonBodyOptions {
  /** Of one body. */
  readonly bytes: number;
  readonly idleMilliseconds: number;
  /** Bytes of all bodies that arrive or wait to be parsed. */
  readonly memory: SharedLimit;
  readonly parser: Pick<JsonParser, 'parse'>;
  readonly clientOf: (request: Request) => string | undefined;
}

/** Reads the JSON body of a POST; what is none is left to Apollo Server, which says so in GraphQL's form. */
export function readJsonBodies(options: JsonBodyOptions): RequestHandler {
  const { bytes, idleMilliseconds, memory, parser, clientOf } = options;
  return async (request, response, next) => {
    // Apollo Server asks that somebody has looked.
    request.body ??= undefined;
    if (request.method !== 'POST' || !request.is(JSON_TYPES)) return next();
    const client = clientOf(request);
    let reserved = 0;
    const reserve = (amount: number) => {
      const spent = memory.take(client, amount);
      if (spent !== undefined) throw noRoom();
      reserved += amount;
    };
    try {
      requireUtf8(request);
      const blocks = await collectBody(request, { bytes, idleMilliseconds, reserve });
      if (blocks === undefined) return;
      const body = await parser.parse(blocks);
      if (typeof body !== 'object' || body === null) throw noOperation();
      request.body = body;
    } catch (error) {
      if (!(error instanceof LeopardError)) return next(error);
      // What is left of the body is not waited for; the connection is of no further use.
      if (!request.complete) response.setHeader('Connection', 'close');
      return refuse(request, response, error, error.code === 'TIMEOUT' ? REQUEST_TIMEOUT : undefined);
    } finally {
      memory.release(client, reserved);
    }
    next();
  };
}

/** RFC 9110, section 15.5.9. */
const REQUEST_TIMEOUT = 408;

/** JSON between systems is UTF-8 (RFC 8259, section 8.1); a compressed body could be a thousand times as large as what arrives. */
function requireUtf8(request: Request): void {
  const charset = /charset="?([^";\s]+)/i.exec(request.headers['content-type'] ?? '')?.[1] ?? 'utf-8';
  const coding = request.headers['content-encoding'] ?? 'identity';
  if (/^utf-?8$/i.test(charset) && coding.toLowerCase() === 'identity') return;
  throw new LeopardError('BAD_USER_INPUT', 'Send the body as JSON in UTF-8, not compressed.');
}

const noOperation = () =>
  new LeopardError('BAD_USER_INPUT', 'The body is no JSON object. Send {"query": "…", "variables": {…}}.');

const noRoom = () =>
  new LeopardError(
    'OVERLOADED',
    'The server is reading as many large bodies as it has room for. Try again in a moment.',
    {
      retryAfterSeconds: 1,
    },
  );
