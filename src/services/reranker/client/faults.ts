import { APIConnectionError, APIError } from 'openai';
import { LeopardError } from '../../../lib/errors.js';

/** What a service may not know; the client then does without. */
export type Capability = 'form' | 'temperature' | 'tokenLimit';

export type Fault =
  /** Worth another try. `retryAfter`: ms, where the service says. */
  | { readonly kind: 'transient'; readonly retryAfter?: number | undefined; readonly error: LeopardError }
  | { readonly kind: 'unsupported'; readonly capability: Capability; readonly error: LeopardError }
  | { readonly kind: 'final'; readonly error: LeopardError };

/**
 * What went wrong upstream, for the log: status and codes only, since the service's own words may repeat the prompt or a
 * part of the key.
 */
class UpstreamFault extends Error {
  override readonly name = 'UpstreamFault';
}

const TRANSIENT = new Set([408, 409, 425, 429]);
const FILTERS = /content_filter|content_policy|moderation|safety/i;

/** Sorts a failure of one HTTP request. `now`: ms since 1970, for a Retry-After that is a date. */
export function faultOf(error: unknown, model: string, now: number): Fault {
  if (error instanceof APIConnectionError) {
    return {
      kind: 'transient',
      error: unavailable('The ranking service cannot be reached', error, connectionCause(error)),
    };
  }
  if (error instanceof APIError && error.status !== undefined) return answered(error, error.status, model, now);
  return {
    kind: 'transient',
    error: unavailable('The ranking service sent an answer that breaks off or is not JSON', error),
  };
}

function answered(error: APIError, status: number, model: string, now: number): Fault {
  const code = [error.code, error.type].filter((text) => typeof text === 'string').join(' ');
  if (FILTERS.test(code)) return { kind: 'final', error: refused(error) };
  if (status === 429 && /insufficient_quota|billing/.test(code)) {
    const message = 'The account of the ranking service has no credit left (429). Check its billing';
    return { kind: 'final', error: unavailable(message, error) };
  }
  if (TRANSIENT.has(status) || status >= 500) {
    const message = `The ranking service is ${status === 429 ? 'limiting requests' : 'failing'} (${status})`;
    return { kind: 'transient', retryAfter: retryAfter(error.headers, now), error: unavailable(message, error) };
  }
  const capability = status === 400 || status === 422 || status === 501 ? unsupported(error) : undefined;
  if (capability)
    return { kind: 'unsupported', capability, error: unavailable(`The ranking service takes no ${capability}`, error) };
  return { kind: 'final', error: unavailable(explain(status, model), error) };
}

function explain(status: number, model: string): string {
  if (status >= 300 && status < 400) {
    return `The ranking service points to another address (${status}), where no pictures are sent. OPENAI_BASE_URL has to be the one that answers`;
  }
  if (status === 401) return 'The ranking service does not accept the key (401). Check OPENAI_API_KEY';
  if (status === 403) return 'The ranking service does not allow this (403). Check the rights of OPENAI_API_KEY';
  if (status === 404) {
    return `The ranking service has no model ${JSON.stringify(model)}, or nothing at that address (404). Check RERANK_MODEL and OPENAI_BASE_URL`;
  }
  if (status === 413) return 'The contact sheet is too large for the ranking service (413). Ask for fewer candidates';
  return `The ranking service rejects the request (${status}). Check that the model reads pictures`;
}

/** The setting that a 400 is about. Its text is only looked at here, never passed on. */
function unsupported(error: APIError): Capability | undefined {
  const words = `${error.param ?? ''} ${error.message}`;
  if (/response_format|json_schema|json_object|json mode|structured output|guided|grammar|schema/i.test(words))
    return 'form';
  if (/temperature/i.test(words)) return 'temperature';
  if (/max_(completion_)?tokens/i.test(words)) return 'tokenLimit';
  return undefined;
}

/** `retry-after-ms`, or Retry-After in seconds or as a date (RFC 9110, 10.2.3), in ms. */
function retryAfter(headers: Headers | undefined, now: number): number | undefined {
  const milliseconds = Number(headers?.get('retry-after-ms') ?? NaN);
  if (milliseconds >= 0) return milliseconds;
  const text = headers?.get('retry-after');
  if (!text) return undefined;
  const wait = /^\s*\d+(\.\d+)?\s*$/.test(text) ? Number(text) * 1000 : Date.parse(text) - now;
  return Number.isNaN(wait) ? undefined : Math.max(0, wait);
}

/** `problem`: a sentence without its full stop. */
export function unavailable(problem: string, error?: unknown, detail = ''): LeopardError {
  const message = `${problem}. The hits are not affected; try again later.`;
  return new LeopardError('RERANKER_UNAVAILABLE', message, { cause: sanitized(error, detail) });
}

export function refused(error?: unknown): LeopardError {
  return new LeopardError(
    'RERANKER_REFUSED',
    'The model refused to rank these pictures. Change the instruction, or leave out the candidate that it may object to.',
    { cause: sanitized(error, '') },
  );
}

function sanitized(error: unknown, detail: string): Error | undefined {
  if (error instanceof APIError) {
    const parts = [error.status, word(error.code), word(error.type), word(error.requestID), detail];
    return new UpstreamFault(parts.filter(Boolean).join(' '));
  }
  return error instanceof Error ? new UpstreamFault(error.name) : undefined;
}

/** A code as services write them; anything else could be a quotation. */
const word = (text: unknown): string =>
  typeof text === 'string' && /^[\w.-]{1,64}$/.test(text) && !/^sk-/.test(text) ? text : '';

/** Such as ECONNREFUSED. */
function connectionCause(error: Error): string {
  for (let cause: unknown = error.cause; cause instanceof Error; cause = cause.cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code) return word(code);
  }
  return '';
}
