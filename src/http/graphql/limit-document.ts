import type { RequestHandler } from 'express';
import { LeopardError } from '../../lib/errors.js';
import { refuse } from '../refusal.js';

/** Refuses long documents before they are hashed and parsed, which the event loop waits for: what is long belongs into variables. */
export function limitDocument(characters: number): RequestHandler {
  return (request, response, next) => {
    const { query } = (request.body ?? {}) as { query?: unknown };
    if (typeof query !== 'string' || query.length <= characters) return next();
    const message = `The document has more than ${characters} characters (MAX_DOCUMENT_LENGTH). Send pictures and other long values as variables.`;
    refuse(request, response, new LeopardError('LIMIT_EXCEEDED', message));
  };
}
