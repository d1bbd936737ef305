import { type Answer } from './types.js';

export interface SendOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** One operation as JSON over HTTP, with the status and headers of its answer. */
export async function send<Data = Record<string, unknown>>(
  endpoint: string,
  query: string,
  variables: Record<string, unknown> = {},
  { headers = {}, signal }: SendOptions = {},
): Promise<Answer<Data>> {
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query, variables }),
    signal,
  });
  return answerOf<Data>(response);
}

/** The text of an answer; undefined where the server went away before it had answered. */
export const answerUnlessGone = (
  endpoint: string,
  query: string,
  variables: Record<string, unknown> = {},
): Promise<string | undefined> =>
  fetch(endpoint, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  }).then(
    (response) => response.text(),
    () => undefined,
  );

/** One operation with files: Blobs anywhere in the variables. */
export async function upload<Data = Record<string, unknown>>(
  endpoint: string,
  query: string,
  variables: Record<string, unknown>,
  { headers = {}, signal }: SendOptions = {},
): Promise<Answer<Data>> {
  const form = multipart(query, variables);
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: { 'apollo-require-preflight': 'true', ...headers },
    body: form,
    signal,
  });
  return answerOf<Data>(response);
}

/** The form of the GraphQL multipart request specification; a Blob that is used twice travels once. */
export function multipart(query: string, variables: Record<string, unknown>): FormData {
  const files = new Map<Blob, string[]>();
  const without = (value: unknown, path: string): unknown => {
    if (value instanceof Blob) {
      files.set(value, [...(files.get(value) ?? []), path]);
      return null;
    }
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map((element, index) => without(element, `${path}.${index}`));
    return Object.fromEntries(Object.entries(value).map(([key, element]) => [key, without(element, `${path}.${key}`)]));
  };
  const form = new FormData();
  form.set('operations', JSON.stringify({ query, variables: without(variables, 'variables') }));
  form.set('map', JSON.stringify(Object.fromEntries([...files.values()].map((paths, index) => [index, paths]))));
  [...files.keys()].forEach((file, index) => form.set(String(index), file, file instanceof File ? file.name : 'p.png'));
  return form;
}

async function answerOf<Data>(response: Response): Promise<Answer<Data>> {
  const body = (await response.json()) as Pick<Answer<Data>, 'data' | 'errors' | 'extensions'>;
  return { status: response.status, headers: response.headers, ...body };
}
