/**
 * Asks a server by its public door, as any client would; the answer's JSON is the caller's to check.
 * @param url of the server, without `/graphql`
 */
export async function askServer(url: string, query: string, variables: object, apiKey?: string): Promise<unknown> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(apiKey !== undefined && { authorization: `Bearer ${apiKey}` }),
    },
    body: JSON.stringify({ query, variables }),
  });
  return response.json();
}
