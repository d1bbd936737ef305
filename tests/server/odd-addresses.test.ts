import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fill } from '../support/collection.js';
import { startTestServer, type TestServer } from '../support/server.js';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ stopWithTest: false, settings: { TRUST_PROXY: '1', ALLOWED_HOSTS: '*' } });
  await fill(server.endpoint, 1);
});
afterAll(() => server.stop());

/** Sends a request as it is written: clients would put addresses and headers right. */
async function sendRaw(
  lines: readonly string[],
  body = '',
): Promise<{ readonly status: number; readonly body: string }> {
  const { port, hostname } = new URL(server.url);
  const socket = connect(Number(port), hostname);
  socket.write([...lines, 'Connection: close', '', body].join('\r\n'));
  const [head = '', ...rest] = (await text(socket)).split('\r\n\r\n');
  return { status: Number(head.split(' ')[1]), body: rest.join('\r\n\r\n') };
}

const PATHS = [
  '/images/x',
  '/images/%E0%A4%A',
  '/images/%',
  '/images/%00',
  '/images/%2e%2e',
  '/searches/%E0%A4%A/picture',
  '/searches/%ff/picture',
  '/contact-sheets/%E0%A4%A.png',
  '/explorer/assets/i18n/%E0%A4%A',
  '/explorer/%E0%A4%A',
  '/explorer/assets/..%2f..%2f%00',
  '/assets/%E0%A4%A',
  '/sandbox/%E0%A4%A',
  '/graphql/%E0%A4%A',
  '/%E0%A4%A',
  '//',
  '//images/x',
  '/images/x//',
];
const QUERIES = [
  '',
  '?',
  '?width=%E0%A4%A',
  '?width[]=1&width[a]=2',
  '?width=1&width=2',
  '??',
  '?expires=x&signature=%',
];
const TARGETS = [
  ...PATHS.flatMap((path) => QUERIES.map((query) => `${path}${query}`)),
  ...['?query=%E0%A4%A', '?query[]=1&query=2', '?variables=[', '?extensions=%00'].map((query) => `/graphql${query}`),
  'http://a:99999/images/x',
  'http://[/images/x',
  'http://a:b@c:d/graphql?query=x',
  '*',
];

it('answers every odd address as a fault of the request, in GraphQL’s form', async () => {
  const wrong: string[] = [];
  for (const target of TARGETS) {
    for (const method of ['GET', 'POST']) {
      const { status, body } = await sendRaw([
        `${method} ${target} HTTP/1.1`,
        'Host: localhost',
        'Apollo-Require-Preflight: true',
      ]);
      const fault = /^\{"errors":\[\{"message":".+"(,"locations":.+)?,"extensions":\{"code":"[A-Z_]+"\}\}\]\}\s*$/;
      // What is there all the same: a page, or the way to it.
      if (status < 400) continue;
      if (status >= 500 || !fault.test(body)) wrong.push(`${method} ${target}: ${status} ${body.slice(0, 200)}`);
    }
  }
  expect(wrong).toEqual([]);
  expect(server.log.filter(({ level }) => Number(level) >= 50)).toEqual([]);
});

const address = (headers: readonly string[], version = '1.1') => {
  const body = JSON.stringify({ query: '{ images(first: 1) { edges { node { url } } } }' });
  const lines = ['Content-Type: application/json', `Content-Length: ${body.length}`];
  return sendRaw([`POST /graphql HTTP/${version}`, ...headers, ...lines], body);
};

it.each([
  [['Host: localhost/evil']],
  [['Host: localhost?evil']],
  [['Host: localhost#evil']],
  [['Host: evil@localhost']],
  [['Host: localhost\\evil']],
  [['Host: localhost:80:80']],
  [['Host: localhost:evil']],
  [['Host: localhost:99999']],
  [['Host: localhost"><script>']],
  [['Host: local%68ost']],
  [['Host: localhost, evil.example']],
  [['Host: [::1']],
  [['Host: ']],
  [['Host: localhost', 'Host: evil.example']],
])('refuses %j as no host, whatever names are allowed', async (headers) => {
  const { status, body } = await address(headers);
  expect([status, JSON.parse(body)]).toMatchObject([400, { errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] }]);
  expect(body).not.toContain('evil');
});

it.each([
  [['Host: shop.example'], 'http://shop.example'],
  [['Host: my_shop:8080'], 'http://my_shop:8080'],
  [['Host: [::1]:4000'], 'http://[::1]:4000'],
  [['Host: shop.example', 'X-Forwarded-Proto: https'], 'https://shop.example'],
  [['Host: shop.example', 'X-Forwarded-Proto: javascript'], 'http://shop.example'],
  [['Host: shop.example', 'X-Forwarded-Proto: https://evil/'], 'http://shop.example'],
  [['Host: shop.example', 'X-Forwarded-Host: evil.example/evil', 'Forwarded: host=evil'], 'http://shop.example'],
])('begins addresses for %j with %s', async (headers, origin) => {
  const { status, body } = await address(headers);
  expect(status).toBe(200);
  expect(body).toMatch(new RegExp(`"url":"${origin.replace(/[[\].]/g, '\\$&')}/images/[0-9a-f]{64}"`));
});
