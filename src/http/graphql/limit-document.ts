import type { RequestHandler } from 'express';
import { Lexer, Source, TokenKind } from 'graphql';
import type { Limits } from '../../config/index.js';
import { LeopardError } from '../../lib/errors.js';
import { refuse } from '../refusal.js';

/** Refuses long documents before they are hashed and parsed, which the event loop waits for: what is long belongs into variables. */
export function limitDocument({
  documentLength,
  documentTokens,
}: Pick<Limits, 'documentLength' | 'documentTokens'>): RequestHandler {
  return (request, response, next) => {
    const { query } = (request.body ?? {}) as { query?: unknown };
    if (typeof query !== 'string') return next();
    const excess =
      query.length > documentLength
        ? `${documentLength} characters (MAX_DOCUMENT_LENGTH)`
        : hasMoreTokens(query, documentTokens)
          ? `${documentTokens} words, names and signs (MAX_DOCUMENT_TOKENS)`
          : undefined;
    if (excess === undefined) return next();
    const message = `The document has more than ${excess}. Send pictures and other long values as variables.`;
    refuse(request, response, new LeopardError('LIMIT_EXCEEDED', message));
  };
}

/** What is no document in the first place is for the parser to say. */
function hasMoreTokens(query: string, most: number): boolean {
  // Each has a character at least.
  if (query.length <= most) return false;
  const lexer = new Lexer(new Source(query));
  try {
    for (let tokens = 0; tokens <= most; tokens++) if (lexer.advance().kind === TokenKind.EOF) return false;
    return true;
  } catch {
    return false;
  }
}
