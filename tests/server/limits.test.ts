import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { declaredSettings } from '../../src/config/index.js';
import { after, say } from '../reranker/support/answers.js';
import { startOpenAiDouble } from '../reranker/support/openai-double.js';
import { fill, ingest } from '../support/collection.js';
import { multipart, send, upload } from '../support/graphql.js';
import { picture, pictureFile } from '../support/pictures.js';
import { startTestServer, type TestServer } from '../support/server.js';

let server: TestServer;
let uploadBytes: number;
const SETTINGS = {
  MAX_IMAGE_PIXELS: '2000',
  MAX_FILES_PER_REQUEST: '3',
  MAX_IMAGES_PER_INGEST: '2',
  MAX_BODY_BYTES: '20000',
  MAX_METADATA_BYTES: '60',
  MAX_METADATA_KEYS: '2',
  MAX_METADATA_DEPTH: '2',
  MAX_SEARCH_LIMIT: '10',
  MAX_SEARCH_WINDOW: '12',
  MAX_LIST_LIMIT: '20',
  MAX_DELETIONS: '2',
  MAX_FILTER_CONDITIONS: '3',
  MAX_QUERY_DEPTH: '5',
  MAX_QUERY_COMPLEXITY: '800',
  MAX_ALIASES: '3',
  MAX_DOCUMENT_TOKENS: '500',
  MAX_FRAGMENTS: '16',
  MAX_INTROSPECTIONS: '2',
  MAX_RERANK_CANDIDATES: '5',
  MAX_RANKINGS: '6',
  MAX_RERANK_METADATA_BYTES: '100',
};

beforeAll(async () => {
  const sizes = await Promise.all([0, 1, 2, 3, 4, 7].map(async (number) => (await picture(number)).length));
  uploadBytes = Math.max(...sizes);
  const settings = { ...SETTINGS, MAX_UPLOAD_BYTES: String(uploadBytes) };
  server = await startTestServer({ settings, stopWithTest: false });
});
afterAll(() => server.stop());

/** A picture with bytes behind its end, which no decoder minds. */
async function padded(number: number, length: number): Promise<Blob> {
  const bytes = await picture(number);
  return new Blob([new Uint8Array(bytes), new Uint8Array(length - bytes.length)]);
}

/** What a search with this filter, or these arguments, is refused with. */
async function refusal(query: string, variables: Record<string, unknown> = {}) {
  const { errors } = await send(server.endpoint, query, variables);
  return errors?.[0] && { code: errors[0].extensions.code, message: errors[0].message };
}

const set = (metadata: unknown) =>
  refusal('mutation ($metadata: JSONObject!) { setImageMetadata(id: "none", metadata: $metadata) { id } }', {
    metadata,
  });
/** The field of the status by which a client knows a setting, as messages name it. */
const fieldOf = (env: string) => `status { limits { ${declaredSettings().find((one) => one.env === env)?.name} } }`;
const beyond = (setting: string) => ({ code: 'LIMIT_EXCEEDED', message: expect.stringContaining(fieldOf(setting)) });
const fragment = (selections: string) => ` fragment S on __Schema { ${selections} }`;
/** Input within the limits goes on to the look-up of a picture that is not there. */
const within = { code: 'IMAGE_NOT_FOUND' };

describe('an answer', () => {
  it('is refused past its bytes, whatever it is made of', async () => {
    const text = '"\\\u0001é€😀\ud800';
    const metadata = { text, numbers: [0, -1.5, 1e21, true, null], nested: { none: [], nothing: {} } };
    const { endpoint } = await startTestServer({ settings: { MAX_ANSWER_BYTES: '4000' } });
    const [outcome] = await ingest(endpoint, [{ file: await pictureFile(5), metadata, fileName: `${text}.png` }]);
    const id = outcome?.image?.id;
    const ask = async (pad: number) => {
      await send(
        endpoint,
        'mutation ($id: ID!, $metadata: JSONObject!) { setImageMetadata(id: $id, metadata: $metadata) { id } }',
        {
          id,
          metadata: { ...metadata, pad: 'x'.repeat(pad) },
        },
      );
      const query = `{ image(id: "${id}") { id fileName metadata createdAt placeholder width name: __typename } }`;
      const response = await fetch(`${endpoint}?query=${encodeURIComponent(query)}`, {
        headers: { 'apollo-require-preflight': 'true' },
      });
      return { status: response.status, body: (await response.text()).trimEnd() };
    };
    const short = await ask(0);
    expect(short).toMatchObject({ status: 200, body: expect.not.stringContaining('errors') });
    const room = 4000 - Buffer.byteLength(short.body);
    expect((await ask(room)).status).toBe(200);
    const refused = await ask(room + 1);
    expect(refused.status).toBe(413);
    expect(JSON.parse(refused.body)).toEqual({
      errors: [{ extensions: { code: 'LIMIT_EXCEEDED' }, message: expect.stringContaining('4000 bytes') }],
    });
  });
});

describe('each limit lets pass what is at its edge and refuses what is past it, with its name', () => {
  it('upload bytes and pixels', async () => {
    const [good] = await ingest(server.endpoint, [{ file: await padded(7, uploadBytes) }]);
    expect(good?.status).toBe('STORED');
    const [tooLarge] = await ingest(server.endpoint, [{ file: await padded(7, uploadBytes + 1) }]);
    expect(tooLarge?.error).toMatchObject({
      code: 'IMAGE_TOO_LARGE',
      message: expect.stringContaining(fieldOf('MAX_UPLOAD_BYTES')),
    });
    const wide = await picture(8, { width: 50, height: 41, format: 'webp' });
    expect(wide.length).toBeLessThan(uploadBytes);
    const [tooWide] = await ingest(server.endpoint, [{ file: new Blob([new Uint8Array(wide)]) }]);
    expect(tooWide?.error).toMatchObject({
      code: 'IMAGE_TOO_LARGE',
      message: expect.stringContaining(fieldOf('MAX_IMAGE_PIXELS')),
    });
  });

  it('files in a request, pictures in one ingestImages', async () => {
    const files = await Promise.all([1, 2, 3, 4].map((number) => pictureFile(number)));
    await expect(
      ingest(
        server.endpoint,
        files.slice(0, 2).map((file) => ({ file })),
      ),
    ).resolves.toHaveLength(2);
    await expect(
      ingest(
        server.endpoint,
        files.slice(0, 3).map((file) => ({ file })),
      ),
    ).rejects.toThrow(fieldOf('MAX_IMAGES_PER_INGEST'));
    const form = multipart('mutation ($images: [IngestImageInput!]!) { ingestImages(images: $images) { stored } }', {
      images: files.map((file) => ({ image: { upload: file } })),
    });
    const headers = { 'apollo-require-preflight': 'true' };
    const response = await fetch(server.endpoint, { method: 'POST', body: form, headers });
    expect(response.status).toBe(413);
    expect(await response.json()).toMatchObject({
      errors: [
        { extensions: { code: 'LIMIT_EXCEEDED' }, message: expect.stringContaining(fieldOf('MAX_FILES_PER_REQUEST')) },
      ],
    });
  });

  it('body bytes', async () => {
    const query = '{ status { version } }';
    const sent = (pad: number) => send(server.endpoint, query, { pad: 'x'.repeat(pad) });
    const overhead = JSON.stringify({ query, variables: { pad: '' } }).length;
    expect((await sent(20_000 - overhead)).status).toBe(200);
    const refused = await sent(20_001 - overhead);
    expect(refused.status).toBe(413);
    expect(refused.errors).toMatchObject([
      { extensions: { code: 'LIMIT_EXCEEDED' }, message: expect.stringContaining(fieldOf('MAX_BODY_BYTES')) },
    ]);
  });

  it('metadata: bytes, keys, depth', async () => {
    const bytes = (length: number) => ({ a: 'x'.repeat(length - 8) });
    expect(await set(bytes(60))).toMatchObject(within);
    expect(await set(bytes(61))).toMatchObject(beyond('MAX_METADATA_BYTES'));
    expect(await set({ a: 1, b: 2 })).toMatchObject(within);
    expect(await set({ a: 1, b: 2, c: 3 })).toMatchObject(beyond('MAX_METADATA_KEYS'));
    expect(await set({ a: { b: 1 } })).toMatchObject(within);
    expect(await set({ a: { b: [] } })).toMatchObject(beyond('MAX_METADATA_DEPTH'));
  });

  it('search: limit and window', async () => {
    expect(await refusal('{ search(instruction: "x", limit: 10) { id } }')).toBeUndefined();
    expect(await refusal('{ search(instruction: "x", limit: 11) { id } }')).toMatchObject(beyond('MAX_SEARCH_LIMIT'));
    const page = (limit: number, offset: number) =>
      refusal(
        `{ search(instruction: "x") { hits(limit: ${limit}, offset: ${offset}) { rank } } }`.replace(
          '"x"',
          '"x", limit: 1',
        ),
      );
    expect(await page(10, 2)).toBeUndefined();
    expect(await page(10, 3)).toMatchObject(beyond('MAX_SEARCH_WINDOW'));
    expect(await page(11, 0)).toMatchObject(beyond('MAX_SEARCH_LIMIT'));
  });

  it('lists and deletions', async () => {
    expect(await refusal('{ images(first: 20) { totalCount } }')).toBeUndefined();
    expect(await refusal('{ images(first: 21) { totalCount } }')).toMatchObject(beyond('MAX_LIST_LIMIT'));
    expect(await refusal('{ metadataFields(first: 21) { key } }')).toMatchObject(beyond('MAX_LIST_LIMIT'));
    const remove = (ids: string[]) =>
      refusal('mutation ($ids: [ID!]!) { deleteImages(ids: $ids) { deleted } }', { ids });
    expect(await remove(['a', 'b'])).toBeUndefined();
    expect(await remove(['a', 'b', 'c'])).toMatchObject(beyond('MAX_DELETIONS'));
  });

  it('filter conditions, values of in counted', async () => {
    const filtered = (values: number) =>
      refusal('query ($filter: FilterInput) { images(filter: $filter) { totalCount } }', {
        filter: {
          all: [{ key: 'a', in: Array.from({ length: values }, (_, index) => index) }],
          none: [{ key: 'b', exists: true }],
        },
      });
    expect(await filtered(2)).toBeUndefined();
    expect(await filtered(3)).toMatchObject(beyond('MAX_FILTER_CONDITIONS'));
  });

  it('depth, with fragments; introspection is free', async () => {
    expect(await refusal('{ images { edges { node { id } } } }')).toBeUndefined();
    const deep = '{ search(instruction: "x", limit: 1) { query { image { stored { id } } } } }';
    expect(await refusal(deep)).toBeUndefined();
    const deeper = `query { ...A } fragment A on Query { search(instruction: "x") { rerank { ranking { hit { image { id } } } } } }`;
    expect(await refusal(deeper)).toMatchObject(beyond('MAX_QUERY_DEPTH'));
    const types = '{ __schema { types { fields { type { ofType { ofType { ofType { name } } } } } } } }';
    expect(await refusal(types)).toBeUndefined();
  });

  it('aliases, through fragments', async () => {
    expect(await refusal('{ a: status { v: version } b: status { version } }')).toBeUndefined();
    const query = '{ a: status { ...V } b: status { ...V } } fragment V on Status { v: version }';
    expect(await refusal(query)).toMatchObject(beyond('MAX_ALIASES'));
  });

  it('aliases, of __typename and within introspection too', async () => {
    const names = (count: number) => Array.from({ length: count }, (_, n) => `a${n}: __typename`).join(' ');
    expect(await refusal(`{ ${names(3)} }`)).toBeUndefined();
    expect(await refusal(`{ ${names(4)} }`)).toMatchObject(beyond('MAX_ALIASES'));
    expect(await refusal(`{ __schema { types { ${names(4)} } } }`)).toMatchObject(beyond('MAX_ALIASES'));
  });

  it('a field selected again counts as an alias, through inline fragments too', async () => {
    expect(await refusal(`{ ${'status { version } '.repeat(4)} }`)).toBeUndefined();
    expect(await refusal(`{ ${'status { version } '.repeat(5)} }`)).toMatchObject(beyond('MAX_ALIASES'));
    expect(await refusal(`{ ${'... { status { version } } '.repeat(5)} }`)).toMatchObject(beyond('MAX_ALIASES'));
    // The same name at another place is none.
    const nested = '{ search(instruction: "x", limit: 1) { hits { image { id } } query { image { stored { id } } } } }';
    expect(await refusal(nested)).toBeUndefined();
  });

  it('the schema, with what is asked for under other names within it, through fragments', async () => {
    const types = (alias: string) => `${alias}: types { fields { name type { fields { name } } } }`;
    expect(await refusal(`{ __schema { ${types('a')} types { name } } }`)).toBeUndefined();
    expect(await refusal(`{ __schema { ${types('a')} ${types('b')} } }`)).toMatchObject(beyond('MAX_INTROSPECTIONS'));
    expect(
      await refusal(`{ __schema { ...S } __type(name: "Query") { name } }`.concat(fragment(types('a')))),
    ).toMatchObject(beyond('MAX_INTROSPECTIONS'));
    expect(await refusal(`{ __schema { ...S } }`.concat(fragment(types('a'))))).toBeUndefined();
  });

  it('fragments and tokens', async () => {
    const fragments = (count: number) => {
      const names = Array.from({ length: count }, (_, n) => `F${n}`);
      const definitions = names.map((name) => `fragment ${name} on Query { status { version } }`);
      return `{ ${names.map((name) => `...${name}`).join(' ')} } ${definitions.join(' ')}`;
    };
    expect(await refusal(fragments(16))).toBeUndefined();
    expect(await refusal(fragments(17))).toMatchObject(beyond('MAX_FRAGMENTS'));
    const numbers = (count: number) => `{ images(ids: [${'1 '.repeat(count)}]) { totalCount } }`;
    // Twelve other tokens, and none for a comma.
    expect(await refusal(numbers(488))).toMatchObject({ code: 'GRAPHQL_VALIDATION_FAILED' });
    expect(await refusal(numbers(489))).toMatchObject(beyond('MAX_DOCUMENT_TOKENS'));
    const answer = await fetch(`${server.endpoint}?query=${encodeURIComponent(numbers(489))}`, {
      headers: { 'apollo-require-preflight': 'true' },
    });
    expect(answer.status).toBe(400);
  });

  it('what is too large is refused before it is validated: the answer says nothing else', async () => {
    const { errors } = await send(server.endpoint, `{ ${'nothing { here } '.repeat(5)} ...Unknown }`);
    expect(errors).toMatchObject([{ extensions: { code: 'LIMIT_EXCEEDED' } }]);
    // A fragment within itself is for validation to refuse.
    const circle = '{ status { ...A } } fragment A on Status { ...B } fragment B on Status { ...A }';
    expect(await refusal(circle)).toMatchObject({ code: 'GRAPHQL_VALIDATION_FAILED' });
  });

  it('complexity, also beside what cannot be estimated', async () => {
    const costly =
      'images(first: 20) { edges { node { id fileName width height mimeType bytes metadata createdAt } } }';
    const fields = `${costly} metadataFields(first: 20) { key values(first: 20) { value count } }`;
    const none = { n: null };
    // A variable with a default may be null, an argument with one may not.
    const beside = `query ($n: Int = 9) { search(instruction: "x", limit: $n) { id } ${fields} }`;
    expect(await refusal(beside, none)).toMatchObject(beyond('MAX_QUERY_COMPLEXITY'));
    const alone = 'query ($n: Int = 9) { search(instruction: "x", limit: $n) { id } status { version } }';
    expect(await refusal(alone, none)).toMatchObject({
      code: 'BAD_USER_INPUT',
      message: expect.stringContaining('limit'),
    });
    // Fragments within fragments: 2^14 selections out of thirty.
    const doubled = Array.from({ length: 14 }, (_, n) => `fragment F${n} on Status { ...F${n + 1} ...F${n + 1} }`);
    const many = `{ status { ...F0 } } ${doubled.join(' ')} fragment F14 on Status { version }`;
    expect(await refusal(many)).toMatchObject({
      code: 'LIMIT_EXCEEDED',
      message: expect.stringContaining('10000 selections'),
    });
  });

  it('complexity: lists count by their length', async () => {
    // 100 for a search, 1 for its hits, 2 for each: 799 and 801.
    const hits = (limit: number) => refusal(`{ search(instruction: "x") { hits(limit: ${limit}) { score rank } } }`);
    expect(await hits(349)).toMatchObject(beyond('MAX_SEARCH_LIMIT'));
    expect(await hits(350)).toMatchObject(beyond('MAX_QUERY_COMPLEXITY'));
    const searches = '{ search(instruction: "x", limit: 1) { hits(limit: 4) { score } } }';
    expect(await refusal(searches)).toBeUndefined();
    const many = `{ ${[1, 2, 3].map((n) => `s${n}: search(instruction: "x") { hits(limit: 99) { score rank } }`).join(' ')} }`;
    expect(await refusal(many)).toMatchObject(beyond('MAX_QUERY_COMPLEXITY'));
  });

  it('complexity: of one operation again and again, by the variables of each', async () => {
    const operation = `query ($limit: Int, $all: Boolean!, $distinct: String) {
      search(instruction: "x", distinct: $distinct) { hits(limit: $limit) { score rank @include(if: $all) } }
    }`;
    const ask = async (variables: Record<string, unknown>) => (await refusal(operation, variables))?.code;
    // 100 for the search, 100 for distinct, 1 for the hits, 1 or 2 for each.
    for (let time = 0; time < 2; time++) {
      expect(await ask({ limit: 4, all: true })).toBeUndefined();
      expect(await refusal(operation, { limit: 350, all: true })).toMatchObject(beyond('MAX_QUERY_COMPLEXITY'));
      expect(await refusal(operation, { limit: 350, all: false })).toMatchObject(beyond('MAX_SEARCH_LIMIT'));
      expect(await refusal(operation, { limit: 600, all: false, distinct: null })).toMatchObject(
        beyond('MAX_SEARCH_LIMIT'),
      );
      expect(await refusal(operation, { limit: 600, all: false, distinct: 'k' })).toMatchObject(
        beyond('MAX_QUERY_COMPLEXITY'),
      );
    }
  });

  it('instruction length: the model says how many tokens it takes', async () => {
    const { data } = await send<{ status: { limits: { instructionTokens: number } } }>(
      server.endpoint,
      '{ status { limits { instructionTokens instructionTokensWithImage } } }',
    );
    // [CLS] and [SEP] are tokens too.
    const words = (data?.status.limits.instructionTokens ?? 0) - 2;
    expect(words).toBeGreaterThan(10);
    const ask = (count: number) =>
      refusal('query ($text: String!) { search(instruction: $text, limit: 1) { id } }', { text: 'a '.repeat(count) });
    expect(await ask(words)).toBeUndefined();
    expect(await ask(words + 1)).toMatchObject({ code: 'INSTRUCTION_TOO_LONG' });
  });

  it('rerank candidates', async () => {
    const rank = (candidates: number) =>
      refusal(`{ search(instruction: "x", limit: 1) { rerank(candidates: ${candidates}) { cached } } }`);
    expect(await rank(5)).toMatchObject({ code: 'RERANKER_NOT_CONFIGURED' });
    expect(await rank(6)).toMatchObject(beyond('MAX_RERANK_CANDIDATES'));
    expect(await rank(0)).toMatchObject({ code: 'BAD_USER_INPUT' });
  });

  it('reports all of them', async () => {
    const { data } = await send<{ status: { limits: Record<string, number> } }>(
      server.endpoint,
      `{ status { limits { uploadBytes imagePixels filesPerRequest imagesPerIngest bodyBytes metadataBytes metadataKeys metadataDepth
        searchLimit searchWindow listLimit deletionsPerRequest filterConditions queryDepth queryComplexity aliases documentTokens fragments introspections rerankCandidates rankings rerankMetadataBytes } } }`,
    );
    const settings: readonly string[] = Object.values({ MAX_UPLOAD_BYTES: String(uploadBytes), ...SETTINGS });
    expect(
      Object.values(data?.status.limits ?? {})
        .map(String)
        .sort(),
    ).toEqual([...settings].sort());
  });
});

describe('time and concurrency', () => {
  it('ends a request after its time with TIMEOUT, whole fields kept', async () => {
    const double = await startOpenAiDouble();
    onTestFinished(() => double.close());
    // A ranking that never comes keeps its field waiting.
    double.script(after(new Promise(() => {}), say('never')));
    const settings = { MAX_REQUEST_MS: '5000', OPENAI_BASE_URL: double.url };
    const slow = await startTestServer({ settings });
    await fill(slow.endpoint, 2);
    const query = '{ a: search(instruction: "x") { hits { rank } rerank { model } } b: status { version } }';
    expect(await send(slow.endpoint, query)).toMatchObject({
      data: { a: { hits: [{ rank: 1 }, { rank: 2 }], rerank: null }, b: { version: expect.any(String) } },
      errors: [
        {
          path: ['a', 'rerank'],
          extensions: { code: 'TIMEOUT' },
          message: expect.stringContaining(fieldOf('MAX_REQUEST_MS')),
        },
      ],
    });
  });
});

it('has room for uploads of every picture that it may be sent at once', async () => {
  const { data, errors } = await upload(
    server.endpoint,
    'query ($a: Upload!, $b: Upload!) { a: search(image: { upload: $a }, limit: 1) { id } b: search(image: { upload: $b }, limit: 1) { id } }',
    { a: await pictureFile(1), b: await pictureFile(2) },
  );
  expect(errors).toBeUndefined();
  expect(data).toMatchObject({ a: { id: expect.any(String) }, b: { id: expect.any(String) } });
});
