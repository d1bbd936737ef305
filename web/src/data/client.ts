import {
  type Client,
  type ClientOptions,
  createClient,
  LeopardRequestError,
  type RequestErrorCode,
} from 'leopard/client';
import { hasMessage, type MessageId } from '../i18n/i18n.js';
import { addressAt } from './base.js';
import { serverState } from './server-state.js';

const KEY = 'leopard.apiKey';

/** The API key, kept for the visit (this tab) only. */
export const apiKey = {
  get: () => sessionStorage.getItem(KEY) ?? undefined,
  set: (key: string) => sessionStorage.setItem(KEY, key),
  forget: () => sessionStorage.removeItem(KEY),
};

const options: ClientOptions = { url: addressAt('graphql'), apiKey: apiKey.get };

/** The typed client; what each request meets is told to the rest of the page by the server's state. */
export const client = watched(createClient(options));

/** The same for what must reach the server though the page is being left. */
export const lastingClient = watched(
  createClient({ ...options, fetch: (input, init) => fetch(input, { ...init, keepalive: true }) }),
);

function watched(plain: Client): Client {
  return {
    async request(...operation) {
      const key = apiKey.get();
      try {
        const data = await plain.request(...operation);
        serverState.set('ready');
        return data;
      } catch (error) {
        if (error instanceof LeopardRequestError) note(error, key);
        throw error;
      }
    },
  };
}

function note({ code, details }: LeopardRequestError, sentKey: string | undefined): void {
  if (code === 'UNAUTHENTICATED') noteRefusal(sentKey);
  else serverState.set(code === 'NETWORK_ERROR' || isProxyAlone(code, details.status) ? 'away' : 'ready');
}

/** A proxy answers in place of a server that is down (RFC 9110, sections 15.6.3 to 15.6.5). */
const isProxyAlone = (code: string, status: number): boolean =>
  code === 'UNEXPECTED_ANSWER' && status >= 502 && status <= 504;

/** Of several requests with the same key, the first one says what is wrong with it. */
function noteRefusal(sentKey: string | undefined): void {
  if (sentKey !== apiKey.get()) return;
  apiKey.forget();
  if (sentKey !== undefined) serverState.set('key-refused');
  else if (serverState.get() !== 'key-refused') serverState.set('key-needed');
}

/** The server no longer knows the search that was asked about. */
export class SearchExpired extends Error {}

/** What can go wrong, as the page says it. */
type Fault = Exclude<RequestErrorCode, `GRAPHQL_${string}`> | 'EXPIRED' | 'UNEXPECTED';

/** A failure in words for a person. */
export interface Failure {
  readonly code: string;
  /** What happened, in the page's own words. */
  readonly title: MessageId & `errors.${Fault}`;
  /** What the server said: often the remedy. */
  readonly detail?: string;
}

export function toFailure(error: unknown): Failure {
  if (error instanceof SearchExpired) return { code: 'EXPIRED', title: 'errors.EXPIRED' };
  if (!(error instanceof LeopardRequestError)) return { code: 'UNEXPECTED', title: 'errors.UNEXPECTED' };
  const { code, message } = error;
  const title = titleOf(code);
  return code === 'NETWORK_ERROR' ? { code, title } : { code, title, detail: message };
}

/** A newer server may know codes that this page does not. */
function titleOf(code: string): Failure['title'] {
  const id = `errors.${code}`;
  return hasMessage(id) ? (id as Failure['title']) : 'errors.UNEXPECTED';
}

export const isAbort = (error: unknown): boolean => error instanceof DOMException && error.name === 'AbortError';
