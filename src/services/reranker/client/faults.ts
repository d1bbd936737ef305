import { LeopardError } from '../../../lib/errors.js';
import { NotACompletion } from './completion.js';
import { type Complaint, complaintOf } from './complaints.js';
import { NotReached, ServiceError } from './service-error.js';

/** What became of one HTTP request. */
export interface Fault {
  readonly error: LeopardError;
  /** For whoever runs the server: the remedy, with its settings. */
  readonly remedy?: string | undefined;
  /** Worth another try. */
  readonly transient: boolean;
  /** Ms, where the service says when. */
  readonly retryAfter?: number | undefined;
  /** Where another request may be taken. */
  readonly complaint?: Complaint | undefined;
  /** Whether the service may have answered, so that it is paid: nobody counted what it took. */
  readonly paid: boolean;
}

const TRANSIENT = new Set([408, 409, 425, 429]);
const FILTERS = /content_filter|content_policy|moderation|safety/i;
const FLAGGED = /\bflagged\b|moderation|content policy/i;
const NO_CREDIT = /insufficient_quota|billing|credit|insufficient balance/i;
/** Nothing was sent. */
const UNREACHED = /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT|CERT_|ERR_TLS)/;
/** What a client waits where the service does not say, in s. */
const LATER = 10;

/** Sorts a failure of one HTTP request. `now`: ms since 1970, for a Retry-After that is a date. */
export function faultOf(error: unknown, model: string, now: number): Fault {
  if (error instanceof ServiceError) return refusedBy(error, model, now);
  if (error instanceof NotACompletion) {
    const problem = 'The ranking service does not answer with chat completions';
    return { error: unavailable(problem), remedy: 'Check OPENAI_BASE_URL.', transient: false, paid: true };
  }
  if (error instanceof NotReached) {
    const reason = connectionReason(error);
    const fault = unavailable('The ranking service cannot be reached', { seconds: LATER, reason });
    return { error: fault, remedy: 'Check OPENAI_BASE_URL.', transient: true, paid: !UNREACHED.test(reason) };
  }
  const problem = 'The ranking service sent an answer that breaks off or is not JSON';
  return { error: unavailable(problem, { seconds: LATER }), transient: true, paid: true };
}

function refusedBy(error: ServiceError, model: string, now: number): Fault {
  const { status, words } = error;
  const codes = `${error.code} ${error.type}`;
  if (FILTERS.test(codes) || (status === 403 && FLAGGED.test(words))) {
    return { error: refused(), transient: false, paid: false };
  }
  const complaint = complaintOf(error);
  const { problem, remedy } = explain(error, model, complaint);
  const final = complaint !== undefined || (status < 500 && !TRANSIENT.has(status)) || noCredit(error);
  if (final)
    return { error: unavailable(problem), remedy, transient: false, complaint, paid: complaint?.about === 'answer' };
  const wait = retryAfter(error.headers, now);
  const seconds = wait === undefined ? LATER : Math.ceil(wait / 1000);
  return { error: unavailable(problem, { seconds }), transient: true, retryAfter: wait, paid: false };
}

const noCredit = ({ status, code, type, words }: ServiceError): boolean =>
  status === 402 || (status === 429 && NO_CREDIT.test(`${code} ${type} ${words.slice(0, 200)}`));

interface Explanation {
  /** What a client is told, without its full stop. */
  readonly problem: string;
  /** For whoever runs the server. */
  readonly remedy?: string;
}

function explain(error: ServiceError, model: string, complaint: Complaint | undefined): Explanation {
  const { status } = error;
  const name = JSON.stringify(model);
  switch (complaint?.about) {
    case 'retired': {
      const problem = `The ranking service no longer offers the model ${name} (${status})`;
      return { problem, remedy: 'Set RERANK_MODEL to a current one.' };
    }
    case 'pictures': {
      const problem = `The model ${name} does not read pictures (${status})`;
      return { problem, remedy: 'Set RERANK_MODEL to one that does.' };
    }
    case 'tooManyTokens': {
      const problem = 'The request is longer than the model reads. Ask for fewer candidates';
      return { problem, remedy: 'Lower RERANK_ANSWER_TOKENS.' };
    }
    default:
      return explainStatus(error, name);
  }
}

/** @param name of the model, quoted */
function explainStatus(error: ServiceError, name: string): Explanation {
  const { status } = error;
  if (noCredit(error)) {
    const problem = `The account of the ranking service has no credit left (${status})`;
    return { problem, remedy: 'Check its billing.' };
  }
  if (status < 400) {
    const problem = `The ranking service points to another address (${status}), where no pictures are sent`;
    return { problem, remedy: 'OPENAI_BASE_URL has to be the address that answers.' };
  }
  if (status >= 500) return { problem: `The ranking service is failing (${status})` };
  switch (status) {
    case 401: {
      const problem = 'The ranking service does not accept the key of this server (401)';
      return { problem, remedy: 'Check OPENAI_API_KEY.' };
    }
    case 403: {
      const problem = 'The ranking service does not allow this (403)';
      return { problem, remedy: 'Check the rights of OPENAI_API_KEY.' };
    }
    case 404: {
      const problem = `The ranking service has no model ${name}, or nothing at the address that is asked (404)`;
      return { problem, remedy: 'Check RERANK_MODEL and OPENAI_BASE_URL.' };
    }
    case 413:
      return { problem: 'The contact sheet is too large for the ranking service (413). Ask for fewer candidates' };
    case 429:
      return { problem: 'The ranking service is limiting requests (429)' };
    default:
  }
  if (TRANSIENT.has(status)) return { problem: `The ranking service is failing (${status})` };
  const problem = `The ranking service rejects the request (${status})`;
  return { problem, remedy: 'Check that the model of RERANK_MODEL reads pictures.' };
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

/**
 * `problem`: a sentence without its full stop. `seconds`: after which another try makes sense. `reason`: a code for the log.
 * The service's own words are no part of it: they may repeat the prompt or a part of the key.
 */
export function unavailable(
  problem: string,
  { seconds, reason }: { readonly seconds?: number; readonly reason?: string } = {},
): LeopardError {
  const rest = seconds === undefined ? 'whoever runs this server finds more in its log' : 'try again later';
  return new LeopardError('RERANKER_UNAVAILABLE', `${problem}. The hits are not affected; ${rest}.`, {
    ...(reason && { cause: new Error(reason) }),
    ...(seconds !== undefined && { retryAfterSeconds: seconds }),
  });
}

export function refused(): LeopardError {
  return new LeopardError(
    'RERANKER_REFUSED',
    'The model refused to rank these pictures. Change the instruction, or leave out the candidate that it may object to.',
  );
}

/** Such as ECONNREFUSED; '' where there is none. */
function connectionReason(error: Error): string {
  for (let cause: unknown = error.cause; cause instanceof Error; cause = cause.cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code && /^\w{1,64}$/.test(code)) return code;
  }
  return '';
}
