import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fill, type Outcome } from '../support/collection.js';
import { send, upload } from '../support/graphql.js';
import { picture, pictureFile } from '../support/pictures.js';
import { startTestServer, type TestServer } from '../support/server.js';

let server: TestServer;
beforeAll(async () => {
  const settings = { MAX_FILES_PER_REQUEST: '300', MAX_IMAGES_PER_INGEST: '300', MAX_UPLOAD_IDLE_MS: '1000' };
  server = await startTestServer({ settings: { ...settings, UPLOAD_MEMORY_BYTES: '2000' }, stopWithTest: false });
  await fill(server.endpoint, 3);
});
afterAll(() => server.stop());

const SEARCH =
  'query ($file: Upload!) { search(image: { upload: $file }, limit: 1, includeQueryImage: true) { hits { image { fileName } } } }';
const BOUNDARY = 'leopard';

interface Part {
  readonly name: string;
  readonly fileName?: string;
  readonly content: string | Buffer;
}

/** A multipart body by hand, so that it can be wrong. */
function body(parts: readonly Part[], { end = true } = {}): Buffer {
  const pieces = parts.flatMap(({ name, fileName, content }) => [
    Buffer.from(`--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"`),
    Buffer.from(fileName === undefined ? '\r\n\r\n' : `; filename="${fileName}"\r\nContent-Type: image/png\r\n\r\n`),
    Buffer.from(content),
    Buffer.from('\r\n'),
  ]);
  return Buffer.concat([...pieces, Buffer.from(end ? `--${BOUNDARY}--\r\n` : '')]);
}

const operations = (query: string, variables: unknown): Part => ({
  name: 'operations',
  content: JSON.stringify({ query, variables }),
});
const map = (value: unknown): Part => ({ name: 'map', content: JSON.stringify(value) });

async function post(parts: readonly Part[]) {
  const response = await fetch(server.endpoint, {
    method: 'POST',
    body: new Uint8Array(body(parts)),
    headers: { 'content-type': `multipart/form-data; boundary=${BOUNDARY}`, 'apollo-require-preflight': 'true' },
  });
  return { status: response.status, ...((await response.json()) as { data?: unknown; errors?: unknown[] }) };
}

const coded = (code: string, words: string) => [{ extensions: { code }, message: expect.stringContaining(words) }];

describe('a multipart request', () => {
  it('gives one file to two variables', async () => {
    const file = await pictureFile(1);
    const { data, errors } = await upload(
      server.endpoint,
      'query ($a: Upload!, $b: Upload!) { a: search(image: { upload: $a }, limit: 1, includeQueryImage: true) { hits { score } } b: search(image: { upload: $b }, limit: 1, includeQueryImage: true) { hits { score } } }',
      { a: file, b: file },
    );
    expect(errors).toBeUndefined();
    expect(data).toMatchObject({ a: { hits: [{}] }, b: { hits: [{}] } });
  });

  it('with two files for one variable takes the later one', async () => {
    const { data } = await post([
      operations(SEARCH, { file: null }),
      map({ 0: ['variables.file'], 1: ['variables.file'] }),
      // Larger than what any buffer on the way holds.
      { name: '0', fileName: 'zero.png', content: Buffer.alloc(3_000_000) },
      { name: '1', fileName: 'two.png', content: await picture(2) },
    ]);
    expect(data).toMatchObject({ search: { hits: [{ image: { fileName: 'picture-2.png' } }] } });
  });

  it('with a file that comes twice takes the first one, and reads past one that no path leads to', async () => {
    const { data } = await post([
      operations(SEARCH, { file: null }),
      map({ 0: ['variables.file'], 1: [] }),
      { name: '1', fileName: 'nowhere.png', content: Buffer.alloc(3_000_000) },
      { name: '0', fileName: 'two.png', content: await picture(2) },
      { name: '0', fileName: 'again.png', content: Buffer.alloc(3_000_000) },
      { name: 'unknown', fileName: 'unknown.png', content: Buffer.alloc(3_000_000) },
    ]);
    expect(data).toMatchObject({ search: { hits: [{ image: { fileName: 'picture-2.png' } }] } });
    expect((await send(server.endpoint, '{ status { images } }')).data).toEqual({ status: { images: 3 } });
  });

  it('may have its files in another order than the operation wants them, even one after the other', async () => {
    const one = 'ingestImages(images: [{ image: { upload: $a } }]) { unchanged outcomes { image { fileName } } }';
    const two = 'ingestImages(images: [{ image: { upload: $b } }]) { unchanged outcomes { image { fileName } } }';
    const { data } = await post([
      operations(`mutation ($a: Upload!, $b: Upload!) { a: ${one} b: ${two} }`, { a: null, b: null }),
      map({ 0: ['variables.a'], 1: ['variables.b'] }),
      { name: '1', fileName: 'b.png', content: await picture(1) },
      { name: '0', fileName: 'a.png', content: await picture(0) },
    ]);
    expect(data).toMatchObject({
      a: { unchanged: 1, outcomes: [{ image: { fileName: 'picture-0.png' } }] },
      b: { unchanged: 1, outcomes: [{ image: { fileName: 'picture-1.png' } }] },
    });
  });

  it('names a picture as its file is called: what browsers escape is undone, and blanks stay', async () => {
    const { data } = await post([
      operations(
        'mutation ($a: Upload!) { ingestImages(images: [{ image: { upload: $a } }]) { outcomes { image { id fileName } } } }',
        { a: null },
      ),
      map({ 0: ['variables.a'] }),
      { name: '0', fileName: ' say %22hi%22%0D%0A100%25.png', content: await picture(3) },
    ]);
    const [outcome] = (data as { ingestImages: { outcomes: { image: { id: string; fileName: string } }[] } })
      .ingestImages.outcomes;
    expect(outcome?.image.fileName).toBe(' say "hi"\r\n100%25.png');
    await send(server.endpoint, 'mutation ($id: ID!) { deleteImages(ids: [$id]) { deleted } }', {
      id: outcome?.image.id,
    });
  });

  it('with map before operations, or a file before map, is told the order', async () => {
    const parts = [operations(SEARCH, { file: null }), map({ 0: ['variables.file'] })];
    const file = { name: '0', fileName: 'a.png', content: await picture(0) };
    for (const wrong of [
      [...parts.slice(1), ...parts.slice(0, 1), file],
      [file, ...parts],
    ]) {
      expect(await post(wrong)).toMatchObject({ status: 400, errors: coded('BAD_USER_INPUT', 'Misordered') });
    }
  });

  it.each([
    ['a path to nowhere', map({ 0: ['variables.other'] }), 'there is no null at the path "variables.other"'],
    ['a map that is a list', map([1]), '`map` is no object'],
    ['no JSON in map', { name: 'map', content: '[' }, 'Invalid JSON'],
  ])('with %s is told that, not what comes of it for the files', async (_name, wrong, words) => {
    const file = { name: '0', fileName: 'a.png', content: Buffer.alloc(200_000, 1) };
    const answer = await post([operations(SEARCH, { file: null }), wrong, file]);
    expect(answer).toMatchObject({ status: 400, errors: coded('BAD_USER_INPUT', words) });
  });

  it('may count the variables before its paths, as Apollo Sandbox does with several files', async () => {
    const search = (name: string) =>
      `${name}: search(image: { upload: $${name} }, limit: 1, includeQueryImage: true) { hits { image { fileName } } }`;
    const { data } = await post([
      operations(`query ($a: Upload!, $b: Upload!) { ${search('a')} ${search('b')} }`, { a: null, b: null }),
      map({ 0: ['0.variables.a'], 1: ['1.variables.b'] }),
      { name: '0', fileName: 'a.png', content: await picture(0) },
      { name: '1', fileName: 'b.png', content: await picture(1) },
    ]);
    expect(data).toMatchObject({
      a: { hits: [{ image: { fileName: 'picture-0.png' } }] },
      b: { hits: [{ image: { fileName: 'picture-1.png' } }] },
    });
  });

  it('without the file that map names says so', async () => {
    const answer = await post([operations(SEARCH, { file: null }), map({ 0: ['variables.file'] })]);
    expect(answer).toMatchObject({ data: { search: null }, errors: coded('BAD_USER_INPUT', 'Append every file') });
  });

  it.each([
    ['no JSON in operations', [{ name: 'operations', content: '{' }]],
    ['no JSON in map', [operations(SEARCH, {}), { name: 'map', content: '[' }]],
    ['a map that is a list', [operations(SEARCH, {}), map([1])]],
    ['a path to nowhere', [operations(SEARCH, {}), map({ 0: ['variables.a.b.c'] })]],
    ['a path into a prototype', [operations(SEARCH, {}), map({ 0: ['__proto__.polluted'] })]],
    ['a path into what every object has', [operations(SEARCH, {}), map({ 0: ['variables.toString.polluted'] })]],
    ['a path that would make a list longer', [operations(SEARCH, { a: [] }), map({ 0: ['variables.a.4000000000'] })]],
    ['no parts at all', []],
  ] satisfies [string, Part[]][])('with %s is bad input, not a fault of ours', async (_name, parts) => {
    const { errors } = await post(parts);
    expect(errors).toMatchObject([{ extensions: { code: expect.stringMatching(/^(BAD_USER_INPUT|BAD_REQUEST)$/) } }]);
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
    expect(Object.hasOwn(Object.prototype.toString, 'polluted')).toBe(false);
  });

  it('with a part whose headers are malformed is told so, and the server goes on', async () => {
    const malformed = { name: 'a\0b', content: 'what no header may have' };
    const { status, errors } = await post([malformed, operations(SEARCH, {}), map({})]);
    expect({ status, errors }).toMatchObject({ status: 400, errors: coded('BAD_USER_INPUT', 'Malformed part header') });
    expect((await send(server.endpoint, '{ status { images } }')).data).toEqual({ status: { images: 3 } });
  });

  it('with variables that are nested ever so deep is told so', async () => {
    const depth = 50_000;
    const deep = `{"query":"{ status { images } }","variables":{"a":${'['.repeat(depth)}${']'.repeat(depth)}}}`;
    const { errors } = await post([{ name: 'operations', content: deep }, map({})]);
    expect(errors).toMatchObject([
      { extensions: { code: 'LIMIT_EXCEEDED' }, message: expect.stringContaining('bodyDepth') },
    ]);
  });

  it('that is not understood at all (a file where none belongs) leaves the connection usable', async () => {
    const file = { name: '0', fileName: 'a.png', content: Buffer.alloc(3_000_000) };
    const answer = await post([operations('{ status { version } }', {}), map({}), file, { ...file, name: '1' }]);
    expect(answer).toMatchObject({ data: { status: { version: expect.any(String) } } });
    expect((await send(server.endpoint, '{ status { version } }')).status).toBe(200);
  });

  it('takes hundreds of files, in memory as far as it may and in files past that, and leaves none behind', async () => {
    const count = 200;
    const images = await Promise.all(
      Array.from({ length: count }, async (_, number) => ({ image: { upload: await pictureFile(number % 3) } })),
    );
    const { data } = await upload<{ ingestImages: { unchanged: number; outcomes: Outcome[] } }>(
      server.endpoint,
      'mutation ($images: [IngestImageInput!]!) { ingestImages(images: $images) { unchanged outcomes { index image { id } } } }',
      { images },
    );
    expect(data?.ingestImages.unchanged).toBe(count);
    expect(data?.ingestImages.outcomes.map(({ index }) => index)).toEqual(images.map((_, index) => index));
    const ids = data?.ingestImages.outcomes.map(({ image }) => image?.id) ?? [];
    ids.forEach((id, index) => expect(id).toBe(ids[index % 3]));
    while ((await figure('upload_memory_bytes')) > 0) await send(server.endpoint, '{ __typename }');
  });
});

/** One of the figures in `/metrics`. */
async function figure(name: string): Promise<number> {
  const text = await (await fetch(`${server.url}/metrics`)).text();
  return Number(new RegExp(`^leopard_${name} (\\d+)$`, 'm').exec(text)?.[1]);
}

/** A connection of its own, so that what comes after a request is seen. */
class Wire {
  private text = '';
  private wake = () => {};
  private constructor(private readonly socket: Socket) {
    socket.on('data', (chunk: Buffer) => {
      this.text += chunk.toString('latin1');
      this.wake();
    });
    socket.on('close', () => this.wake());
    socket.on('error', () => this.wake());
  }

  static async open(): Promise<Wire> {
    const { port } = new URL(server.url) as unknown as AddressInfo;
    const socket = connect(Number(port), '127.0.0.1');
    await new Promise((resolve) => socket.once('connect', resolve));
    return new Wire(socket);
  }

  request(headers: string, content: Buffer | string, length = Buffer.byteLength(content)): void {
    this.socket.write(
      `POST /graphql HTTP/1.1\r\nHost: localhost\r\nApollo-Require-Preflight: true\r\n${headers}\r\nContent-Length: ${length}\r\n\r\n`,
    );
    this.socket.write(content);
  }

  write(content: Buffer): void {
    this.socket.write(content);
  }

  /** The next so many answers, or what came before the connection closed. */
  async answers(count: number): Promise<string> {
    while (this.text.split('HTTP/1.1 ').length - 1 < count || !this.text.trimEnd().endsWith('}')) {
      if (this.socket.destroyed) break;
      await new Promise<void>((resolve) => (this.wake = resolve));
    }
    return this.text;
  }

  cut(): void {
    this.socket.destroy();
  }
}

const MULTIPART = `Content-Type: multipart/form-data; boundary=${BOUNDARY}`;
const JSON_REQUEST = [`Content-Type: application/json`, JSON.stringify({ query: '{ status { images } }' })] as const;

describe('a connection', () => {
  it('stays usable after an upload that the operation never reads', async () => {
    const wire = await Wire.open();
    const parts = [
      operations(
        'query ($file: Upload!) { status { version } search(image: { upload: $file }) @include(if: false) { id } }',
        { file: null },
      ),
      map({ 0: ['variables.file'] }),
      { name: '0', fileName: 'unread.png', content: Buffer.alloc(5_000_000, 1) },
    ];
    wire.request(MULTIPART, body(parts));
    wire.request(...JSON_REQUEST);
    const text = await wire.answers(2);
    expect(text.match(/HTTP\/1\.1 200/g)).toHaveLength(2);
    expect(text).toContain('"images":3');
    wire.cut();
  });

  it('stays usable after a body whose multipart form is cut short', async () => {
    const wire = await Wire.open();
    const parts = [
      operations(SEARCH, { file: null }),
      map({ 0: ['variables.file'] }),
      { name: '0', fileName: 'cut.png', content: (await picture(0)).subarray(0, 60) },
    ];
    const cut = body(parts, { end: false });
    wire.request(MULTIPART, cut);
    wire.request(...JSON_REQUEST);
    const text = await wire.answers(2);
    expect(text).toMatch(/IMAGE_UNREADABLE|BAD_USER_INPUT/);
    expect(text).toContain('"images":3');
    wire.cut();
  });

  it('stays usable after an upload that is larger than allowed', async () => {
    const wire = await Wire.open();
    const parts = [
      operations(SEARCH, { file: null }),
      map({ 0: ['variables.file'] }),
      { name: '0', fileName: 'large.png', content: Buffer.alloc(33 * 1024 ** 2, 1) },
    ];
    wire.request(MULTIPART, body(parts));
    wire.request(...JSON_REQUEST);
    const text = await wire.answers(2);
    expect(text).toContain('IMAGE_TOO_LARGE');
    expect(text).toContain('"images":3');
    wire.cut();
  });

  it('that stands still in the middle of an upload is answered TIMEOUT', async () => {
    const wire = await Wire.open();
    const parts = [
      operations(SEARCH, { file: null }),
      map({ 0: ['variables.file'] }),
      { name: '0', fileName: 'slow.png', content: (await picture(0)).subarray(0, 50) },
    ];
    const start = body(parts, { end: false });
    wire.request(MULTIPART, start, start.length + 1000);
    expect(await wire.answers(1)).toContain('"code":"TIMEOUT"');
    wire.cut();
  });

  it('that is cut in the middle of an upload leaves nothing behind: no work, no memory, no file', async () => {
    const wire = await Wire.open();
    const parts = [
      operations(SEARCH, { file: null }),
      map({ 0: ['variables.file'] }),
      { name: '0', fileName: 'aborted.png', content: (await picture(0)).subarray(0, 50) },
    ];
    const start = body(parts, { end: false });
    wire.request(MULTIPART, start, start.length + 1000);
    while ((await figure('bodies_arriving')) !== 1);
    wire.cut();
    while ((await figure('requests_at_work')) !== 0);
    expect(await figure('upload_memory_bytes')).toBe(0);
    const errors = server.log.filter(({ level }) => Number(level) >= 50);
    expect(errors).toEqual([]);
  });
});
