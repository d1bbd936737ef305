import { connect } from 'node:net';
import { once } from 'node:events';
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { makeKey } from '../access/support.js';
import { after, ranking, say } from '../reranker/support/answers.js';
import { startOpenAiDouble } from '../reranker/support/openai-double.js';
import { fill } from '../support/collection.js';
import { send } from '../support/graphql.js';
import { picture } from '../support/pictures.js';
import { startTestServer, temporaryFolder, type TestServer } from '../support/server.js';

const QUERY = '{ status { version } }';
const JSON_TYPE = 'application/json';
const FORM_TYPE = 'multipart/form-data; boundary=x';
/** The beginning of a body of each kind. */
const BEGINNINGS = [
  [JSON_TYPE, '{"query":'],
  [FORM_TYPE, '--x\r\nContent-Disposition: form-data; name="operations"\r\n\r\n{"query":'],
] as const;

/** Sends the head of a request and the beginning of its body. @returns a function that waits for what the server says of it */
async function begin(url: string, type: string, start: string, key?: string): Promise<() => Promise<string>> {
  const { hostname, port, host } = new URL(url);
  const socket = connect(Number(port), hostname);
  onTestFinished(() => void socket.destroy());
  await once(socket, 'connect');
  const lines = ['POST /graphql HTTP/1.1', `Host: ${host}`, `Content-Type: ${type}`, 'Content-Length: 100000'];
  const more = ['Apollo-Require-Preflight: true', ...(key ? [`Authorization: Bearer ${key}`] : [])];
  socket.write([...lines, ...more, '', start].join('\r\n'));
  return async () => String(((await once(socket, 'data')) as [Buffer])[0]);
}

const arriving = async (url: string, key: string) => {
  const headers = { authorization: `Bearer ${key}` };
  return /bodies_arriving (\d+)/.exec(await (await fetch(`${url}/metrics`, { headers })).text())?.[1];
};

describe('a body that stands still', () => {
  it.each(BEGINNINGS)('holds nobody up: %s', async (type, start) => {
    const { url, endpoint } = await startTestServer({ settings: { MAX_CONCURRENT_REQUESTS: '2' } });
    for (let count = 0; count < 8; count++) await begin(url, type, start);
    while (!/bodies_arriving 8/.test(await (await fetch(`${url}/metrics`)).text()));
    expect((await send(endpoint, QUERY)).status).toBe(200);
  });

  it.each(BEGINNINGS)('is given up after a time: %s', async (type, start) => {
    const { url } = await startTestServer({ settings: { MAX_UPLOAD_IDLE_MS: '100' } });
    const answer = await (await begin(url, type, start))();
    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
    expect(answer).toContain('"TIMEOUT"');
    expect(answer).toMatch(/connection: close/i);
  });

  it('takes of its own share only: a client that takes all it can leaves half to the others', async () => {
    const folder = await temporaryFolder();
    const [greedy, other] = [await makeKey(folder.path), await makeKey(folder.path)];
    const { url, endpoint } = await startTestServer({
      dataFolder: folder.path,
      settings: { MAX_CONCURRENT_BODIES: '4' },
    });
    for (let count = 0; count < 2; count++) await begin(url, JSON_TYPE, '{', greedy);
    while ((await arriving(url, other)) !== '2');
    const third = await begin(url, JSON_TYPE, '{', greedy);
    expect(await third()).toMatch(/^HTTP\/1\.1 503 [^]*OVERLOADED/);
    expect((await send(endpoint, QUERY, {}, { headers: { authorization: `Bearer ${other}` } })).status).toBe(200);
  });
});

describe('requests at work', () => {
  it('are as many as one client’s share, and no more', async () => {
    const double = await startOpenAiDouble();
    onTestFinished(() => double.close());
    const folder = await temporaryFolder();
    const [writer, other] = [await makeKey(folder.path, { scope: 'write' }), await makeKey(folder.path)];
    const as = (key: string) => ({ headers: { authorization: `Bearer ${key}` } });
    const settings = { OPENAI_BASE_URL: double.url, MAX_CONCURRENT_REQUESTS: '2' };
    const open = await startTestServer({ dataFolder: folder.path, settings });
    const [image] = await fillWith(open.endpoint, writer);
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    double.script(after(held, say(ranking([0, 1]))));
    const rank = `{ search(image: { id: "${image}" }) { rerank { ranking { index } } } }`;
    const working = send(open.endpoint, rank, {}, as(writer));
    await double.called(1);
    const refused = await send(open.endpoint, QUERY, {}, as(writer));
    expect(refused).toMatchObject({ status: 503, errors: [{ extensions: { code: 'OVERLOADED' } }] });
    expect(refused.headers.get('retry-after')).toBe('1');
    expect((await send(open.endpoint, QUERY, {}, as(other))).status).toBe(200);
    release();
    expect((await working).errors).toBeUndefined();
    expect((await send(open.endpoint, QUERY, {}, as(writer))).status).toBe(200);
  });
});

async function fillWith(endpoint: string, key: string): Promise<string[]> {
  const ingest = `mutation ($images: [IngestImageInput!]!) { ingestImages(images: $images) { outcomes { image { id } } } }`;
  const images = await Promise.all(
    [1, 2].map(async (n) => ({ image: { base64: (await picture(n)).toString('base64') } })),
  );
  const headers = { authorization: `Bearer ${key}` };
  const answer = await send<{ ingestImages: { outcomes: { image: { id: string } }[] } }>(
    endpoint,
    ingest,
    { images },
    { headers },
  );
  return answer.data?.ingestImages.outcomes.map(({ image }) => image.id) ?? [];
}

describe('JSON', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer({
      settings: { MAX_BODY_DEPTH: '16', MAX_BODY_VALUES: '1000', MAX_DOCUMENT_LENGTH: '2000' },
      stopWithTest: false,
    });
    await fill(server.endpoint, 1);
  });
  afterAll(() => server.stop());

  const post = async (body: string | Buffer, headers: Record<string, string> = {}) => {
    const answer = await fetch(server.endpoint, {
      method: 'POST',
      headers: { 'content-type': JSON_TYPE, ...headers },
      body: typeof body === 'string' ? body : new Uint8Array(body),
    });
    return { status: answer.status, ...((await answer.json()) as Record<string, unknown>) };
  };
  const withVariable = (json: string) => `{"query":"${QUERY}","variables":{"a":${json}}}`;
  const good = { status: 200, data: { status: { version: expect.any(String) } } };
  const beyond = (limit: string) => ({
    status: 413,
    errors: [{ extensions: { code: 'LIMIT_EXCEEDED' }, message: expect.stringContaining(limit) }],
  });
  /** Past what is parsed at once. */
  const LONG = 'x'.repeat(300_000);

  it.each([
    ['short', ''],
    ['long', LONG],
  ])('is bounded in depth and number of values, whatever its texts hold (%s)', async (_, pad) => {
    const text = JSON.stringify(`\\"${'[{,'.repeat(2000)}\\\\${pad}`);
    // The body and its variables are two levels, and six values.
    const nested = (levels: number) => `[${text},${'['.repeat(levels - 1)}${']'.repeat(levels)}`;
    expect(await post(withVariable(nested(14)))).toMatchObject(good);
    expect(await post(withVariable(nested(15)))).toMatchObject(beyond('bodyDepth'));
    const list = (length: number) => `[${text}${',1'.repeat(length - 1)}]`;
    expect(await post(withVariable(list(990)))).toMatchObject(good);
    expect(await post(withVariable(list(1000)))).toMatchObject(beyond('bodyValues'));
    for (const broken of [`{"a":${text}`, `{"a":"${pad}`, `${text}x`, text, 'null']) {
      expect(await post(broken)).toMatchObject({ status: 400, errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] });
    }
  });

  it('arrives whole and in order, however long it is', async () => {
    const noise = {
      create: {
        width: 500,
        height: 500,
        channels: 3,
        background: 'grey',
        noise: { type: 'gaussian', mean: 128, sigma: 60 },
      },
    } as const;
    const bytes = await sharp(noise).png().toBuffer();
    const metadata = { text: 'aä€😀'.repeat(500) };
    const image = { image: { base64: bytes.toString('base64') }, metadata };
    const query = `mutation ($image: IngestImageInput!) { ingestImages(images: [$image]) { outcomes { error { message } image { id metadata } } } }`;
    const { data } = await send(server.endpoint, query, { image });
    const id = createHash('sha256').update(bytes).digest('hex');
    expect(data).toEqual({ ingestImages: { outcomes: [{ error: null, image: { id, metadata } }] } });
  });

  it('of millions of brackets is refused without being parsed', async () => {
    expect(await post(withVariable(`${'[['.repeat(2_000_000)}`))).toMatchObject(beyond('bodyDepth'));
  });

  it('has a document of a bounded length', async () => {
    const padded = (length: number) => JSON.stringify({ query: `${QUERY}${' '.repeat(length - QUERY.length)}` });
    expect(await post(padded(2000))).toMatchObject(good);
    expect(await post(padded(2001))).toMatchObject(beyond('documentLength'));
  });

  it('is UTF-8, and not compressed', async () => {
    const body = withVariable('"é"');
    expect(await post(body, { 'content-type': 'application/json; charset=UTF-8' })).toMatchObject(good);
    const refused = { status: 400, errors: [{ message: expect.stringContaining('UTF-8, not compressed') }] };
    expect(await post(gzipSync(body), { 'content-encoding': 'gzip' })).toMatchObject(refused);
    const latin = { 'content-type': 'application/json; charset=latin1' };
    expect(await post(Buffer.from(body, 'latin1'), latin)).toMatchObject(refused);
  });

  it('has room for as much as one client may have, and no more', async () => {
    const folder = await temporaryFolder();
    const key = await makeKey(folder.path);
    const sizes = { MAX_BODY_BYTES: '100000', MAX_UPLOAD_BYTES: '1000', BODY_MEMORY_BYTES: '200000' };
    const { url, endpoint } = await startTestServer({ dataFolder: folder.path, settings: sizes });
    await begin(url, JSON_TYPE, `"${'x'.repeat(60_000)}`, key);
    const headers = { authorization: `Bearer ${key}` };
    let refused = await send(endpoint, QUERY, { pad: 'x'.repeat(90_000) }, { headers });
    while (refused.status === 200) refused = await send(endpoint, QUERY, { pad: 'x'.repeat(90_000) }, { headers });
    expect(refused).toMatchObject({ status: 503, errors: [{ extensions: { code: 'OVERLOADED' } }] });
    expect((await send(endpoint, QUERY, {}, { headers })).status).toBe(200);
  });
});
