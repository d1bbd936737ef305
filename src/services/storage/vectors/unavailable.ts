import { LeopardError, SetupError } from '../../../lib/errors.js';

const FULL = /no space left|ENOSPC|os error 28|disk quota|EDQUOT/i;

/**
 * What a caller meets when an engine fails. Deliberate errors pass; a full disk is STORAGE_UNAVAILABLE, everything else VECTOR_STORE_UNAVAILABLE:
 * the engine's own words go to the log (`cause`), since they may quote addresses and data.
 */
export function engineError(error: unknown, address: string): Error {
  if (error instanceof LeopardError || error instanceof SetupError) return error;
  if (error instanceof Error && (error.name === 'AbortError' || error.name === 'TimeoutError')) return error;
  const words = error instanceof Error ? error.message : String(error);
  if (FULL.test(words))
    return new LeopardError(
      'STORAGE_UNAVAILABLE',
      'There is no space left for the vector store. Nothing was lost; make room and try again.',
      { cause: error },
    );
  return new LeopardError(
    'VECTOR_STORE_UNAVAILABLE',
    `The vector store (${address}) does not answer as it should. Searching works again as soon as it does; try again later.`,
    { cause: error },
  );
}
