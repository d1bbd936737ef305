import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import { LeopardError } from './errors.js';

/**
 * The one place that masks: a deliberate error passes; anything else is logged whole under an id, and becomes an
 * INTERNAL_SERVER_ERROR that tells a client nothing but that id.
 */
export function maskError(error: unknown, logger: Logger): LeopardError {
  if (error instanceof LeopardError) return error;
  const errorId = randomUUID();
  logger.error({ err: error, errorId }, 'an error of ours was masked');
  return new LeopardError(
    'INTERNAL_SERVER_ERROR',
    `Something went wrong in the server (error ${errorId}). Try again; if it stays, give this id to whoever runs the server.`,
  );
}
