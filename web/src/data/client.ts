import { createClient, LeopardRequestError } from 'leopard/client';
import { messages } from '../messages.js';

const KEY = 'leopard.apiKey';

/** The API key, kept for the visit (this tab) only. */
export const apiKey = {
  get: () => sessionStorage.getItem(KEY) ?? undefined,
  set: (key: string) => sessionStorage.setItem(KEY, key),
  forget: () => sessionStorage.removeItem(KEY),
};

export const client = createClient({ url: '/graphql', apiKey: apiKey.get });

/** A failure in words for a person. */
export interface Failure {
  readonly code: string;
  /** What happened, from the message file. */
  readonly title: string;
  /** What the server said: often the remedy. */
  readonly detail?: string;
}

export function toFailure(error: unknown): Failure {
  if (!(error instanceof LeopardRequestError))
    return { code: 'UNEXPECTED', title: messages.errors['UNEXPECTED'] ?? '' };
  const title = messages.errors[error.code] ?? messages.errors['UNEXPECTED'] ?? '';
  return { code: error.code, title, detail: error.code === 'NETWORK_ERROR' ? undefined : error.message };
}

export const isAbort = (error: unknown): boolean => error instanceof DOMException && error.name === 'AbortError';
