import { readFile } from 'node:fs/promises';
import { request } from 'node:http';
import { connect } from 'node:net';
import { buffer, text } from 'node:stream/consumers';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { getIntrospectionQuery } from 'graphql';
import { auditServer } from 'graphql-http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fill } from '../support/collection.js';
import { send } from '../support/graphql.js';
import { startTestServer, type TestServer } from '../support/server.js';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ stopWithTest: false });
  await fill(server.endpoint, 2);
});
afterAll(() => server.stop());

describe('GraphQL over HTTP', () => {
  it('passes the server audit of graphql-http without an error', async () => {
    const results = await auditServer({ url: server.endpoint, fetchFn: fetch });
    const bad = results.flatMap((result) => (result.status === 'error' ? [`${result.name}: ${result.reason}`] : []));
    expect(bad).toEqual([]);
    expect(results.filter(({ status }) => status === 'ok').length).toBeGreaterThanOrEqual(50);
  });

  it('answers queries by GET, and no form of a foreign site', async () => {
    const query = encodeURIComponent('{ status { images } }');
    const get = await fetch(`${server.endpoint}?query=${query}`, { headers: { 'apollo-require-preflight': 'true' } });
    expect(await get.json()).toEqual({ data: { status: { images: 2 } } });
    expect(get.headers.get('cache-control')).toBe('no-store');
    const form = await fetch(server.endpoint, { method: 'POST', body: new FormData() });
    expect(form.status).toBe(400);
    const simple = await fetch(`${server.endpoint}?query=${query}`);
    expect(simple.status).toBe(400);
  });

  it('calls a persisted query that is not its hash bad input', async () => {
    const wrongHash = { persistedQuery: { version: 1, sha256Hash: '0'.repeat(64) } };
    const post = (operation: object) => {
      const headers = { 'content-type': 'application/json' };
      return fetch(server.endpoint, { method: 'POST', headers, body: JSON.stringify(operation) });
    };
    const persisted = await post({ query: '{ status { images } }', extensions: wrongHash });
    expect([persisted.status, await persisted.json()]).toMatchObject([
      400,
      { errors: [{ message: 'provided sha does not match query', extensions: { code: 'BAD_USER_INPUT' } }] },
    ]);
  });

  it('says one thing that is wrong with variables, and not with all that is around it', async () => {
    const unknown = Array.from({ length: 2000 }, (_, index) => [`unknown ${index}`, 'x'.repeat(3000)] as const);
    const query = 'mutation ($image: IngestImageInput!) { ingestImages(images: [$image]) { stored } }';
    const { status, errors } = await send(server.endpoint, query, { image: Object.fromEntries(unknown) });
    expect(status).toBe(400);
    expect(errors).toMatchObject([
      {
        message: expect.stringMatching(/^Variable "\$image" got invalid value/),
        extensions: { code: 'BAD_USER_INPUT' },
      },
    ]);
    expect(errors?.[0]?.message.length).toBeLessThan(1100);
  });

  it('answers in its own form also what never gets to the app', async () => {
    const long = await fetch(`${server.endpoint}?query=${'x'.repeat(20_000)}`);
    expect([long.status, await long.json()]).toMatchObject([
      431,
      { errors: [{ extensions: { code: 'LIMIT_EXCEEDED' } }] },
    ]);
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
    socket.write('no request\r\n\r\n');
    const [head, body = ''] = (await text(socket)).split('\r\n\r\n');
    expect(head).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
    expect(JSON.parse(body)).toMatchObject({ errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] });
  });

  it.each([
    ['{ nothing }', 'GRAPHQL_VALIDATION_FAILED'],
    ['{ status {', 'GRAPHQL_PARSE_FAILED'],
    ['{ search(image: { id: "a", url: "b" }) { id } }', 'GRAPHQL_VALIDATION_FAILED'],
    ['query ($image: ImageInput!) { search(image: $image) { id } }', 'BAD_USER_INPUT'],
  ])('gives %s a code of Apollo Server', async (query, code) => {
    const { errors } = await send(server.endpoint, query, { image: { id: 'a', url: 'b' } });
    expect(errors?.[0]?.extensions.code).toBe(code);
  });

  it('answers bodies that are no JSON in GraphQL form', async () => {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(server.endpoint, { method: 'POST', body: '{"query":', headers });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] });
    const nowhere = await fetch(`${server.url}/nowhere`);
    expect(nowhere.status).toBe(404);
    expect(await nowhere.json()).toMatchObject({ errors: [{ message: expect.stringContaining('/graphql') }] });
  });

  it('gives each request an id, in the answer and in the log, and keeps what it was asked out of the log', async () => {
    const secret = 'a very private wish';
    const query = 'query Wish($text: String!) { search(instruction: $text) { id } }';
    const given = await send(server.endpoint, query, { text: secret }, { headers: { 'x-request-id': 'from-proxy-1' } });
    expect(given.headers.get('x-request-id')).toBe('from-proxy-1');
    const bad = await send(
      server.endpoint,
      query,
      { text: secret },
      { headers: { 'x-request-id': 'spaces are refused' } },
    );
    expect(bad.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    const lines = server.log.filter(({ requestId }) => requestId === 'from-proxy-1');
    expect(lines).toMatchObject([
      {
        operation: 'query',
        operationName: 'Wish',
        milliseconds: expect.any(Number),
        codes: [],
        stages: [{ total: expect.any(Number), fuse: expect.any(Number), vectorSearch: expect.any(Number) }],
      },
    ]);
    expect(JSON.stringify(server.log)).not.toContain(secret);
  });

  it('warns an English-only model of another script, and answers all the same', async () => {
    const query = 'query ($text: String!) { search(instruction: $text) { hits { rank } } }';
    const { encoder } = server.server.services;
    const answer = (await send(server.endpoint, query, { text: '표범 무늬 휴대폰 케이스' })) as unknown as Record<
      string,
      unknown
    >;
    expect(answer['errors']).toBeUndefined();
    expect(answer['data']).toMatchObject({ search: { hits: expect.arrayContaining([{ rank: 1 }]) } });
    const expected = encoder.languages.length === 1 ? { warnings: [{ code: 'LANGUAGE_NOT_SUPPORTED' }] } : undefined;
    if (expected) expect(answer['extensions']).toMatchObject(expected);
    else expect(answer['extensions']).toBeUndefined();
    const latin = (await send(server.endpoint, query, { text: 'café' })) as unknown as Record<string, unknown>;
    expect(latin['extensions']).toBeUndefined();
  });
});

describe('what is not GraphQL', () => {
  it('says that it lives and that it is ready', async () => {
    const alive = await fetch(`${server.url}/healthz`);
    expect([alive.status, await alive.json()]).toEqual([200, { status: 'alive', phase: 'serving' }]);
    const ready = await fetch(`${server.url}/readyz`);
    expect([ready.status, await ready.json()]).toEqual([200, { status: 'ready', phase: 'serving', vectorStore: true }]);
  });

  it('counts for Prometheus', async () => {
    await send(server.endpoint, '{ search(image: { id: "nobody" }) { id } }');
    const text = await (await fetch(`${server.url}/metrics`)).text();
    expect(text).toMatch(/leopard_errors_total\{code="IMAGE_NOT_FOUND"\} [1-9]/);
    expect(text).toMatch(/leopard_operation_duration_seconds_count\{type="query"\} [1-9]/);
    expect(text).toMatch(/^leopard_images 2$/m);
    expect(text).toMatch(/nodejs_eventloop_lag_p99_seconds/);
  });

  it('shows a page of its own at the endpoint, with an explorer that needs no internet and Sandbox each a click away', async () => {
    const html = { headers: { accept: 'text/html' } };
    const landing = await fetch(server.endpoint, html);
    expect(landing.headers.get('content-type')).toMatch('text/html');
    expect(landing.headers.get('content-security-policy')).toMatch(/^default-src 'none'/);
    const shown = await landing.text();
    // It loads nothing; its links say where they lead.
    expect(shown).not.toMatch(/<(script|iframe|img)|(src|href)="(https?:)?\/\//);
    expect(shown).toMatch(/Apollo Sandbox<\/a><small>[^<]*apollographql\.com/);
    const links = [...shown.matchAll(/<a href="([^"]+)"/g)].map(([, link]) => new URL(link ?? '', server.endpoint));
    expect(links.map(({ pathname }) => pathname)).toEqual(['/explorer/', '/sandbox/']);
    for (const link of links) expect((await fetch(link)).status, link.pathname).toBe(200);
    expect(await (await fetch(`${server.url}/sandbox/open.js`)).text()).toContain('runTelemetry: false');

    const page = await fetch(`${server.url}/explorer`, html);
    expect(page.url).toBe(`${server.url}/explorer/`);
    const text = await page.text();
    const scripts = [...text.matchAll(/(?:src|href)="([^"]+\.(?:js|css))"/g)].map(([, path]) => path ?? '');
    expect(scripts.length).toBeGreaterThan(3);
    for (const path of scripts) expect((await fetch(new URL(path, page.url))).status, path).toBe(200);
    expect(await (await fetch(`${server.url}/explorer/leopard-options.js`)).text()).toContain(
      'Search by picture and instruction',
    );
  });
});

it('hands out its schema as text, with every description', async () => {
  const answer = await fetch(`${server.url}/schema.graphql`);
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/plain; charset=utf-8']);
  expect(await answer.text()).toBe(await readFile(new URL('../../codegen/schema.graphql', import.meta.url), 'utf8'));
});

describe('compression', () => {
  const raw = (path: string, accepted: string, body?: string) =>
    new Promise<{ encoding: string | undefined; bytes: Buffer }>((resolve, reject) => {
      const headers = { 'accept-encoding': accepted, ...(body && { 'content-type': 'application/json' }) };
      request(new URL(path, server.url), { method: body ? 'POST' : 'GET', headers }, (response) =>
        buffer(response).then((bytes) => resolve({ encoding: response.headers['content-encoding'], bytes }), reject),
      )
        .on('error', reject)
        .end(body);
    });
  const body = JSON.stringify({ query: getIntrospectionQuery() });

  it('is by brotli or gzip for answers, as the client prefers, and changes nothing in them', async () => {
    const plain = await raw('/graphql', 'identity', body);
    const [brotli, gzip] = [await raw('/graphql', 'gzip, br', body), await raw('/graphql', 'gzip', body)];
    expect([plain, brotli, gzip].map(({ encoding }) => encoding)).toEqual([undefined, 'br', 'gzip']);
    expect(brotliDecompressSync(brotli.bytes).equals(plain.bytes)).toBe(true);
    expect(gunzipSync(gzip.bytes).equals(plain.bytes)).toBe(true);
    expect(brotli.bytes.length * 5).toBeLessThan(plain.bytes.length);
  });

  it('is for the explorer and the schema, and not for pictures', async () => {
    for (const path of ['/schema.graphql', '/explorer/main.js']) {
      expect((await raw(path, 'gzip')).encoding, path).toBe('gzip');
    }
    const { data } = await send<{ images: { edges: { node: { url: string; small: string } }[] } }>(
      server.endpoint,
      '{ images { edges { node { url small: url(width: 64) } } } }',
    );
    const { url, small } = data?.images.edges[0]?.node ?? { url: '', small: '' };
    for (const address of [url, small]) expect((await raw(address, 'gzip, br')).encoding, address).toBeUndefined();
  });
});

describe('stopping', () => {
  it('finishes what is in flight, refuses what comes after, and loses nothing', async () => {
    const draining = await startTestServer({ settings: { DRAIN_SECONDS: '20' } });
    await fill(draining.endpoint, 1);
    let release = () => {};
    const body = new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode('{"query":'));
        release = () => {
          controller.enqueue(new TextEncoder().encode('"{ status { images } }"}'));
          controller.close();
        };
      },
    });
    const headers = { 'content-type': 'application/json' };
    const inFlight = fetch(draining.endpoint, { method: 'POST', body, headers, ...{ duplex: 'half' } });
    const atWork = async () =>
      /leopard_bodies_arriving (\d+)/.exec(await (await fetch(`${draining.url}/metrics`)).text())?.[1];
    while ((await atWork()) !== '1');
    const stopped = draining.server.stop();
    expect(draining.server.state.phase).toBe('draining');
    await expect(fetch(`${draining.url}/healthz`)).rejects.toThrow();
    release();
    const answer = await inFlight;
    expect(await answer.json()).toEqual({ data: { status: { images: 1 } } });
    expect(answer.headers.get('connection')).toBe('close');
    await stopped;
    expect(draining.server.state.phase).toBe('stopped');
    const again = await startTestServer({ dataFolder: draining.dataFolder });
    expect((await send(again.endpoint, '{ status { images vectorStore { vectors } } }')).data).toEqual({
      status: { images: 1, vectorStore: { vectors: 1 } },
    });
    await again.stop();
  });
});
