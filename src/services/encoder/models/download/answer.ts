import { SetupError } from '../../../../lib/errors.js';
import { type HubAnswer } from './hub.js';

/** Which bytes an answer carries. */
export interface AnsweredBytes {
  /** First byte; 0 where the hub sends the whole file. */
  readonly offset: number;
  /** Size of the whole file, where the hub says it. */
  readonly total: number | undefined;
  /** A strong entity tag, by which a later request can resume. */
  readonly etag: string | undefined;
}

/** The file that is asked for ends where ours does: either it is complete, or it is another one now. */
export interface RangeRefused {
  readonly total: number | undefined;
}

/** Statuses after which another try makes sense. */
export const isTransient = (status: number): boolean => status === 429 || status === 408 || status >= 500;

/**
 * Reads status and headers.
 * @throws SetupError HUB_FILE_NOT_FOUND, HUB_FORBIDDEN, HUB_NOT_A_FILE, HUB_ANSWER
 */
export function readAnswer({ status, url, headers }: HubAnswer): AnsweredBytes | { readonly refused: RangeRefused } {
  const host = new URL(url).host;
  if (status === 416) return { refused: { total: numberAfterSlash(headers['content-range']) } };
  if (status === 404) {
    throw new SetupError('HUB_FILE_NOT_FOUND', `${host} has no such file (404): ${url}. Check HF_ENDPOINT.`);
  }
  if (status === 401 || status === 403) {
    throw new SetupError(
      'HUB_FORBIDDEN',
      `${host} refuses to send ${new URL(url).pathname} (${status}). Set HF_TOKEN to a token that may read it.`,
    );
  }
  if (status !== 200 && status !== 206) {
    throw new SetupError('HUB_ANSWER', `${host} answered ${status} to ${url}. Try again later, or check HF_ENDPOINT.`);
  }
  if (String(headers['content-type'] ?? '').startsWith('text/html')) {
    throw new SetupError(
      'HUB_NOT_A_FILE',
      `${host} answered with a web page where a file was asked for: ${url}. A login page of the network or a wrong HF_ENDPOINT does that.`,
    );
  }
  const length = headers['content-length'] === undefined ? undefined : Number(headers['content-length']);
  const etag = typeof headers.etag === 'string' && headers.etag.startsWith('"') ? headers.etag : undefined;
  if (status === 200) return { offset: 0, total: length, etag };
  const range = /^bytes (\d+)-/.exec(String(headers['content-range'] ?? ''));
  if (!range) throw new SetupError('HUB_ANSWER', `${host} answered 206 without saying which bytes. Check HF_ENDPOINT.`);
  return { offset: Number(range[1]), total: numberAfterSlash(headers['content-range']), etag };
}

function numberAfterSlash(value: string | string[] | undefined): number | undefined {
  const total = /\/(\d+)$/.exec(String(value ?? ''));
  return total ? Number(total[1]) : undefined;
}
