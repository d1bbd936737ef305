import type { RerankerLogger } from '../types.js';
import type { Fault } from './faults.js';
import { ServiceError } from './service-error.js';

/** Characters of a service's sentence that are logged. */
const TOLD = 300;
/** A service that repeats so many characters of what it was sent in a row is quoting. */
const QUOTED = 10;

/** One line about an HTTP request that failed: status, code, type and sentence of the service, and what comes next. */
export function report(
  logger: RerankerLogger,
  cause: unknown,
  fault: Fault,
  next: { readonly model: string; readonly then: string; readonly secrets: readonly string[] },
): void {
  const { model, then, secrets } = next;
  const tell = (text: string) => told(text, secrets);
  const said = cause instanceof ServiceError && {
    status: cause.status,
    code: tell(cause.code) || undefined,
    type: tell(cause.type) || undefined,
    message: tell(cause.sentence) || undefined,
  };
  const reason = fault.error.cause instanceof Error ? fault.error.cause.message : undefined;
  logger.warn(
    {
      model,
      ...said,
      ...(reason && { reason }),
      outcome: fault.error.code,
      then,
      ...(fault.remedy && { remedy: fault.remedy }),
    },
    'A request to the ranking service failed.',
  );
}

/** A service's words without what it was sent: keys, pictures, and every run of characters of a secret. */
export function told(text: string, secrets: readonly string[]): string {
  const short = text
    .replace(/data:[\w/+.-]+;base64,\S*/g, '…')
    .replace(/\b(sk|pk|key)-[\w-]{6,}/gi, '…')
    .replace(/Bearer\s+\S+/gi, '…')
    .replace(/[\w+/=-]{40,}/g, '…')
    .slice(0, TOLD);
  const known = secrets.flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1)]);
  const hidden = new Set<number>();
  for (let at = 0; at < short.length; at++) {
    const length = longestQuote(short, at, known);
    for (let offset = 0; offset < length; offset++) hidden.add(at + offset);
  }
  return short
    .split('')
    .map((character, at) => (hidden.has(at) ? (hidden.has(at - 1) ? '' : '…') : character))
    .join('')
    .replace(/\s+/g, ' ');
}

/** How many characters from there on are a quotation; short secrets are found whole, the shortest are in every text. */
function longestQuote(text: string, at: number, secrets: readonly string[]): number {
  for (const secret of secrets) {
    const length = Math.min(QUOTED, secret.length);
    if (length > 4 && secret.includes(text.slice(at, at + length)) && at + length <= text.length) return length;
  }
  return 0;
}
