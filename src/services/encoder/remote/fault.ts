/**
 * - `unreachable`: no connection, or it broke
 * - `timeout`: the time was over
 * - `broken`: 5xx, or an answer that is no vector
 * - `busy`: 429, 503
 * - `tooLong`: more tokens than the model takes
 * - `denied`: 401, 403
 * - `notFound`: 404: another model, or another path
 * - `tooLarge`: 413: the body is more than a proxy lets through
 * - `redirected`: 3xx, which is not followed: the picture would go elsewhere
 * - `refused`: other 4xx, 501
 */
export type FaultKind =
  | 'unreachable'
  | 'timeout'
  | 'broken'
  | 'busy'
  | 'tooLong'
  | 'denied'
  | 'notFound'
  | 'tooLarge'
  | 'redirected'
  | 'refused';

const PASSING: ReadonlySet<FaultKind> = new Set(['unreachable', 'timeout', 'broken', 'busy']);

/** What went wrong at the service. The message is for the log: it never has what the service said, which may echo the prompt. */
export class ServiceFault extends Error {
  override readonly name = 'ServiceFault';

  constructor(
    readonly kind: FaultKind,
    message: string,
    readonly retryAfterSeconds?: number,
  ) {
    super(message);
  }

  /** Whether another try may succeed. */
  get passing(): boolean {
    return PASSING.has(this.kind);
  }
}

const REMEDIES: Partial<Readonly<Record<FaultKind, string>>> = {
  denied: 'Check ENCODER_API_KEY.',
  notFound: 'Check MODEL, and ENCODER_URL: does it end in /v1 (vLLM) or /v2 (Cohere)?',
  tooLarge: 'Raise the body limit of the proxy before it (nginx: client_max_body_size), or lower ENCODER_MAX_PIXELS.',
  redirected: 'Set ENCODER_URL to the address that it redirects to, if you trust it.',
  tooLong: 'Lower ENCODER_MAX_PIXELS, or serve the model with more tokens (vLLM: --max-model-len).',
  unreachable: 'Check that the service runs, and ENCODER_URL.',
};

/** For an operator. */
export const remedyOf = (kind: FaultKind): string => REMEDIES[kind] ?? 'The log of the service says more.';

const short = (value: unknown): string | undefined =>
  typeof value === 'string' && /^[\w.[\]-]{1,60}$/.test(value) ? value : undefined;

/** The fault behind an answer that is not 200. `body`: its JSON, where it is any. */
export function faultOfAnswer(status: number, body: unknown, retryAfter: string | undefined): ServiceFault {
  const error = field(body, 'error') ?? body;
  const facts = [short(field(error, 'type')), short(field(error, 'param'))].filter(Boolean).join(', ');
  const message = `HTTP ${status}${facts === '' ? '' : ` (${facts})`}`;
  return new ServiceFault(kindOf(status, String(field(error, 'message') ?? '')), message, secondsOf(retryAfter));
}

function kindOf(status: number, said: string): FaultKind {
  if (status >= 300 && status < 400) return 'redirected';
  if (status === 401 || status === 403) return 'denied';
  if (status === 404) return 'notFound';
  if (status === 408) return 'timeout';
  if (status === 413) return 'tooLarge';
  if (status === 429 || status === 503) return 'busy';
  if (status === 501) return 'refused';
  if (status >= 500 || status < 400) return 'broken';
  return /context length|max_model_len|too long|too many tokens/i.test(said) ? 'tooLong' : 'refused';
}

/** Retry-After in seconds, or as a date (RFC 9110, 10.2.3); a minute at most. */
function secondsOf(header: string | undefined): number | undefined {
  if (header === undefined) return undefined;
  const seconds = /^\d+$/.test(header) ? Number(header) : Math.ceil((Date.parse(header) - Date.now()) / 1000);
  return Number.isFinite(seconds) ? Math.min(Math.max(seconds, 1), 60) : undefined;
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}
