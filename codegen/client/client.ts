import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { Kind, print } from 'graphql';
import { type GraphQLFault, LeopardRequestError } from './errors.js';
import { multipartBody } from './multipart.js';

export interface ClientOptions {
  /** Address of the endpoint, such as `http://localhost:4000/graphql`. */
  readonly url: string;
  /** Sent as a bearer token where the server asks for keys; a function is asked at each request. */
  readonly apiKey?: string | (() => string | undefined);
  readonly fetch?: typeof fetch;
}

export interface RequestOptions {
  readonly signal?: AbortSignal;
}

export interface Client {
  /**
   * Runs one operation. Files (Blob, File) in the variables travel as a multipart request.
   * @throws LeopardRequestError where the answer has errors, or where none came.
   */
  request<Data, Variables>(
    document: TypedDocumentNode<Data, Variables>,
    variables: Variables,
    options?: RequestOptions,
  ): Promise<Data>;
}

interface Answer<Data> {
  readonly data?: Data | null;
  readonly errors?: readonly GraphQLFault[];
}

export function createClient(options: ClientOptions): Client {
  const send = options.fetch ?? globalThis.fetch;
  return {
    async request(document, variables, { signal } = {}) {
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
      const response = await send(options.url, { method: 'POST', headers, body, signal }).catch((cause: unknown) => {
        if (signal?.aborted) throw cause;
        throw new LeopardRequestError('NETWORK_ERROR', 'The server could not be reached.', {
          status: 0,
          errors: [],
          cause,
        });
      });
      return readAnswer(response);
    },
  };
}

async function readAnswer<Data>(response: Response): Promise<Data> {
  const answer = (await response.json().catch(() => ({}))) as Answer<Data>;
  const errors = answer.errors ?? [];
  const first = errors[0];
  if (!first && answer.data) return answer.data;
  const retryAfter = Number(response.headers.get('retry-after'));
  throw new LeopardRequestError(
    first?.extensions?.code ?? 'UNEXPECTED_ANSWER',
    first?.message ?? `The server answered ${response.status} without a GraphQL result.`,
    {
      status: response.status,
      errors,
      data: answer.data,
      retryAfterSeconds: retryAfter > 0 ? retryAfter : undefined,
    },
  );
}
