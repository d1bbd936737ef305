import { SetupError } from './errors.js';

/**
 * Asks a server by its public door, as any client would; the answer's JSON is the caller's to check.
 * @param url of the server, without `/graphql`
 * @throws SetupError SERVER_UNREACHABLE
 */
export async function askServer(url: string, query: string, variables: object, apiKey?: string): Promise<unknown> {
  const response = await reachServer(`${url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(apiKey !== undefined && { authorization: `Bearer ${apiKey}` }),
    },
    body: JSON.stringify({ query, variables }),
  });
  return response.json().catch(() => undefined);
}

/** `fetch` from a Leopard server. @throws SetupError SERVER_UNREACHABLE where there is none */
export async function reachServer(address: string, init: RequestInit = {}): Promise<Response> {
  try {
    return await fetch(address, init);
  } catch (cause) {
    if (init.signal?.aborted) throw cause;
    throw new SetupError(
      'SERVER_UNREACHABLE',
      `The server at ${new URL(address).origin} does not answer. Check that it runs, and --server where you gave it.`,
      { cause },
    );
  }
}
