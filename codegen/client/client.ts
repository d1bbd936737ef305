import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { Kind, print } from 'graphql';
import { type GraphQLFault, LeopardRequestError, type RequestErrorCode } from './errors.js';
import { withFileNames } from './file-names.js';
import { multipartBody } from './multipart.js';

export interface ClientOptions {
  /** Address of the endpoint, such as `http://localhost:4000/graphql`. */
  readonly url: string;
  /** Sent as a bearer token where the server asks for keys; a function is asked at each request. */
  readonly apiKey?: string | (() => string | undefined) | undefined;
  readonly fetch?: typeof fetch | undefined;
}

export interface RequestOptions {
  readonly signal?: AbortSignal | undefined;
}

/** Optional variables may be left undefined as well, which leaves them out. */
export type Given<Variables> = {
  [Name in keyof Variables]: object extends Pick<Variables, Name> ? Variables[Name] | undefined : Variables[Name];
};

export interface Client {
  /**
   * Runs one operation. Files (Blob, File) in the variables travel as a multipart request; pictures to add go by the name of their file.
   * @throws LeopardRequestError where the answer has errors, or where none came; the reason of the signal when it fires
   */
  request<Data, Variables extends object>(
    document: TypedDocumentNode<Data, Variables>,
    ...rest: Record<string, never> extends Variables
      ? [variables?: Given<Variables>, options?: RequestOptions]
      : [variables: Given<Variables>, options?: RequestOptions]
  ): Promise<Data>;
}

interface Answer<Data> {
  readonly data?: Data | null;
  readonly errors?: readonly GraphQLFault[];
}

/** A client for one server: typed documents in, typed results or a LeopardRequestError out. */
export function createClient(options: ClientOptions): Client {
  return {
    request: (document, ...rest) => {
      const [variables, requestOptions] = rest as [variables?: object, options?: RequestOptions];
      return send(options, document, withFileNames(variables ?? {}), requestOptions?.signal);
    },
  };
}

async function send<Data, Variables>(
  options: ClientOptions,
  document: TypedDocumentNode<Data, Variables>,
  variables: object,
  signal: AbortSignal | undefined,
): Promise<Data> {
  const query = print(document);
  const definition = document.definitions.find((item) => item.kind === Kind.OPERATION_DEFINITION);
  const operationName = definition?.name?.value;
  const form = multipartBody(query, variables, operationName);
  const key = typeof options.apiKey === 'function' ? options.apiKey() : options.apiKey;
  const headers: Record<string, string> = {
    accept: 'application/graphql-response+json, application/json;q=0.9',
    // Tells the server that this is no form of a foreign site (Apollo Server's CSRF prevention).
    'apollo-require-preflight': 'true',
    ...(form ? {} : { 'content-type': 'application/json' }),
    ...(key ? { authorization: `Bearer ${key}` } : {}),
  };
  const body = form ?? JSON.stringify({ query, variables, operationName });
  try {
    const fetching = options.fetch ?? globalThis.fetch;
    return await readAnswer(await fetching(options.url, { method: 'POST', headers, body, signal }));
  } catch (error) {
    if (signal?.aborted || error instanceof LeopardRequestError) throw error;
    const details = { status: 0, errors: [], cause: error };
    throw new LeopardRequestError('NETWORK_ERROR', 'The server could not be reached.', details);
  }
}

async function readAnswer<Data>(response: Response): Promise<Data> {
  const answer = parsed<Data>(await response.text());
  const errors = answer.errors ?? [];
  const first = errors[0];
  if (!first && answer.data) return answer.data;
  const retryAfter = Number(response.headers.get('retry-after'));
  throw new LeopardRequestError(
    (first?.extensions?.code ?? 'UNEXPECTED_ANSWER') as RequestErrorCode,
    first?.message ?? `The server answered ${response.status} without a GraphQL result. Is this the right address?`,
    {
      status: response.status,
      errors,
      data: answer.data,
      retryAfterSeconds: retryAfter > 0 ? retryAfter : undefined,
    },
  );
}

function parsed<Data>(text: string): Answer<Data> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Answer<Data>) : {};
  } catch {
    return {};
  }
}
