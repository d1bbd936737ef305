import { type RequestHandler, Router } from 'express';
import { z } from 'zod';
import { LeopardError, SetupError } from '../lib/errors.js';
import { forOperators } from './operator.js';
import type { Reindexing } from '../services/storage/feed/reindexing.js';

export interface ReindexParts {
  readonly dataFolder: string;
  readonly reindexing: Reindexing;
  /** Reads JSON bodies of that many bytes. */
  readonly readBodies: (bytes: number) => RequestHandler;
}

/** Bytes of a request: an address and a token. */
const BODY_BYTES = 16 * 1024;

const body = z.strictObject({
  to: z.string().min(1).optional(),
  token: z.string().optional(),
  database: z.string().optional(),
});

/** One line of the answer, which is newline-delimited JSON. */
export type ReindexMessage =
  | { readonly done: number; readonly total: number }
  | { readonly outcome: Awaited<ReturnType<Reindexing['run']>> }
  | { readonly error: { readonly code: string; readonly message: string } };

/**
 * `POST /reindex`, for `leopard reindex` beside a running server. Closing the connection interrupts it.
 */
export function reindexRouter({ dataFolder, reindexing, readBodies }: ReindexParts): Router {
  const authenticate = forOperators(dataFolder, 'leopard reindex');
  return Router().post('/reindex', authenticate, readBodies(BODY_BYTES), async (request, response) => {
    const target = body.safeParse(request.body);
    if (!target.success) {
      response.status(400).json({ error: { code: 'BAD_USER_INPUT', message: z.prettifyError(target.error) } });
      return;
    }
    const gone = new AbortController();
    response.on('close', () => gone.abort());
    response.setHeader('Content-Type', 'application/x-ndjson');
    const send = (message: ReindexMessage) => response.write(`${JSON.stringify(message)}\n`);
    try {
      const onProgress = (done: number, total: number) => send({ done, total });
      send({ outcome: await reindexing.run(target.data, { onProgress, signal: gone.signal }) });
    } catch (error) {
      if (!(error instanceof LeopardError) && !(error instanceof SetupError)) throw error;
      send({ error: { code: error.code, message: error.message } });
    }
    response.end();
  });
}
