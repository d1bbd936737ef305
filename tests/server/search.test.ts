import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { fill, ingest } from '../support/collection.js';
import { send, upload } from '../support/graphql.js';
import { picture, pictureFile } from '../support/pictures.js';
import { startTestServer, temporaryFolder, type TestServer } from '../support/server.js';

interface Hits {
  id: string;
  hits: { rank: number; score: number; image: { id: string } }[];
  timings: { total: number; decode: number; vision: number; fuse: number; vectorSearch: number };
}

const FIELDS = '{ id hits { rank score image { id } } timings { total decode vision fuse vectorSearch } }';

let server: TestServer;
let ids: string[];
beforeAll(async () => {
  server = await startTestServer({ stopWithTest: false });
  ids = await fill(server.endpoint, 12);
});
afterAll(() => server.stop());

describe('a search', () => {
  it('gives the same hits for a picture by upload, base64 and id, and encodes nothing for a stored one', async () => {
    const byUpload = await upload<{ search: Hits }>(
      server.endpoint,
      `query ($file: Upload!) { search(image: { upload: $file }, includeQueryImage: true) ${FIELDS} }`,
      { file: await pictureFile(3) },
    );
    const others = await send<{ base64: Hits; dataUrl: Hits; stored: Hits }>(
      server.endpoint,
      `query ($base64: String!, $dataUrl: String!, $id: ID!) {
        base64: search(image: { base64: $base64 }, includeQueryImage: true) ${FIELDS}
        dataUrl: search(image: { base64: $dataUrl }, includeQueryImage: true) ${FIELDS}
        stored: search(image: { id: $id }, includeQueryImage: true) ${FIELDS}
      }`,
      {
        base64: (await picture(3)).toString('base64'),
        dataUrl: `data:image/png;base64,${(await picture(3)).toString('base64')}`,
        id: ids[3],
      },
    );
    expect(byUpload.errors ?? others.errors).toBeUndefined();
    const expected = byUpload.data?.search.hits;
    expect(expected).toHaveLength(9);
    expect(expected?.[0]).toMatchObject({ rank: 1, image: { id: ids[3] } });
    for (const name of ['base64', 'dataUrl', 'stored'] as const) expect(others.data?.[name].hits).toEqual(expected);
    expect(others.data?.stored.timings).toMatchObject({ decode: 0, vision: 0, fuse: 0 });
  });

  it('reads one upload that is used twice once, and batches aliased searches', async () => {
    const { data, errors } = await upload<Record<string, Hits>>(
      server.endpoint,
      `query ($file: Upload!, $image: ImageInput!) {
        first: search(image: { upload: $file }, instruction: "in blue") ${FIELDS}
        second: search(image: $image, instruction: "in red") ${FIELDS}
        text: search(instruction: "a square") ${FIELDS}
      }`,
      await (async () => {
        const file = await pictureFile(5);
        return { file, image: { upload: file } };
      })(),
    );
    expect(errors).toBeUndefined();
    expect(Object.keys(data ?? {})).toEqual(['first', 'second', 'text']);
    expect(data?.['first']?.hits).not.toEqual(data?.['second']?.hits);
    // One vector search answered all three.
    const durations = new Set(Object.values(data ?? {}).map(({ timings }) => timings.vectorSearch));
    expect(durations.size).toBe(1);
  });

  it('lets one of several fail alone, with a code and a path', async () => {
    const { data, errors, status } = await send(
      server.endpoint,
      `{ good: search(instruction: "a square") { id } bad: search(image: { id: "nobody" }) { id } }`,
    );
    expect(status).toBe(200);
    expect(data).toMatchObject({ good: { id: expect.any(String) }, bad: null });
    expect(errors).toMatchObject([{ path: ['bad'], extensions: { code: 'IMAGE_NOT_FOUND' } }]);
  });

  it('pages through an earlier search by its id, across a restart, and leaves deleted pictures out without moving the others', async () => {
    const folder = await temporaryFolder();
    onTestFinished(folder.remove);
    const first = await startTestServer({ dataFolder: folder.path, stopWithTest: false });
    const own = await fill(first.endpoint, 8);
    const search = await send<{ search: Hits }>(first.endpoint, `{ search(instruction: "red", limit: 3) ${FIELDS} }`);
    const id = search.data?.search.id ?? '';
    const page = `query ($id: ID!, $offset: Int!) { searchResult(id: $id) { hits(limit: 4, offset: $offset) { rank image { id } } } }`;
    const whole = await send<{ searchResult: Hits }>(
      first.endpoint,
      `query ($id: ID!) { searchResult(id: $id) { hits(limit: 100) { rank image { id } } } }`,
      { id },
    );
    expect(whole.data?.searchResult.hits.map(({ rank }) => rank)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    const gone = whole.data?.searchResult.hits[5]?.image.id ?? '';
    expect(own).toContain(gone);
    await send(first.endpoint, 'mutation ($ids: [ID!]!) { deleteImages(ids: $ids) { deleted } }', { ids: [gone] });
    await first.stop();

    const second = await startTestServer({ dataFolder: folder.path });
    const answer = await send<{ searchResult: Hits }>(second.endpoint, page, { id, offset: 4 });
    expect(answer.data?.searchResult.hits.map(({ rank }) => rank)).toEqual([5, 7, 8]);
    expect((await send(second.endpoint, page, { id: 'unknown', offset: 0 })).data).toEqual({ searchResult: null });
  });

  it('shows one list however it is leafed through: what is stored meanwhile moves nothing, and a page stays what it was', async () => {
    const { endpoint } = await startTestServer();
    const own = await fill(endpoint, 60);
    const start = await upload<{ search: Hits }>(
      endpoint,
      `query ($file: Upload!) { search(image: { upload: $file }, limit: 4, includeQueryImage: true) ${FIELDS} }`,
      { file: await pictureFile(500) },
    );
    const { id = '', hits: shown = [] } = start.data?.search ?? {};
    const page = async (offset: number) => {
      const query = `query ($id: ID!, $offset: Int!) { searchResult(id: $id) { hits(offset: $offset) { rank score image { id } } } }`;
      return (await send<{ searchResult: Hits }>(endpoint, query, { id, offset })).data?.searchResult.hits ?? [];
    };
    // The picture that was asked with: it would be the best.
    const [late] = await ingest(endpoint, [{ file: await pictureFile(500) }]);
    const [third, second] = await Promise.all([page(8), page(4)]);
    const since = (await fill(endpoint, 90)).slice(60);
    expect(await Promise.all([page(8), page(4), page(0)])).toEqual([third, second, shown]);

    const list: Hits['hits'] = [];
    for (let next = await page(0); next.length > 0; next = await page(list.length)) list.push(...next);
    expect(list.map(({ rank }) => rank)).toEqual(list.map((_, index) => index + 1));
    for (const [index, { score }] of list.entries()) expect(score).toBeLessThanOrEqual(list[index - 1]?.score ?? 1);
    const found = list.map(({ image }) => image.id);
    expect(new Set(found).size).toBe(found.length);
    expect(found).toEqual(expect.arrayContaining(own));
    expect(found).not.toContain(late?.image?.id);
    expect(found.some((picture) => since.includes(picture))).toBe(true);
  });

  it('finds nothing in an empty collection, without an error', async () => {
    const { endpoint } = await startTestServer();
    const { data, errors } = await send<{ search: Hits }>(
      endpoint,
      '{ search(instruction: "x") { hits { rank } rerank { explanation } } }',
    );
    expect(errors).toBeUndefined();
    expect(data).toEqual({ search: { hits: [], rerank: null } });
  });

  it('filters, and drops hits below minScore', async () => {
    const { data } = await send<{ odd: Hits; high: Hits; none: Hits }>(
      server.endpoint,
      `query ($id: ID!) {
        odd: search(includeQueryImage: true, image: { id: $id }, filter: { all: [{ key: "parity", equals: "odd" }, { key: "number", atMost: 6 }] }) ${FIELDS}
        high: search(includeQueryImage: true, image: { id: $id }, minScore: 0.9999) ${FIELDS}
        none: search(image: { id: $id }, filter: { any: [] }) ${FIELDS}
      }`,
      { id: ids[3] },
    );
    expect(data?.odd.hits.map(({ image }) => ids.indexOf(image.id)).sort()).toEqual([1, 3, 5]);
    expect(data?.high.hits.map(({ image }) => image.id)).toEqual([ids[3]]);
    expect(data?.none.hits).toEqual([]);
  });

  it('answers the hits though nobody ranks here: rerank is null, with a code', async () => {
    const { data, errors } = await send(
      server.endpoint,
      '{ search(instruction: "x") { hits { rank } rerank { explanation } } }',
    );
    expect(data).toMatchObject({ search: { hits: expect.arrayContaining([{ rank: 1 }]), rerank: null } });
    expect(errors).toMatchObject([{ path: ['search', 'rerank'], extensions: { code: 'RERANKER_NOT_CONFIGURED' } }]);
  });

  it.each([
    ['nothing to search for', 'search { id }', 'image, an instruction, or both'],
    ['a blank instruction', 'search(instruction: "  ") { id }', 'image, an instruction, or both'],
    [
      'a region without a picture',
      'search(instruction: "x", region: { left: 0, top: 0, width: 1, height: 1 }) { id }',
      'give the image',
    ],
    ['minScore of 2', 'search(instruction: "x", minScore: 2) { id }', 'from -1 to 1'],
    ['limit 0', 'search(instruction: "x", limit: 0) { id }', 'at least 1'],
    ['a negative offset', 'search(instruction: "x") { hits(offset: -1) { rank } }', 'at least 1'],
    [
      'a condition that says nothing',
      'search(instruction: "x", filter: { all: [{ key: "a" }] }) { id }',
      'says nothing',
    ],
    ['null in a condition', 'search(instruction: "x", filter: { all: [{ key: "a", equals: null }] }) { id }', 'null'],
    [
      'a list in a condition',
      'search(instruction: "x", filter: { all: [{ key: "a", equals: [1] }] }) { id }',
      'element',
    ],
    ['no base64', 'search(image: { base64: "%%%" }) { id }', 'base64'],
  ])('says what is wrong with %s', async (_name, field, words) => {
    const { errors } = await send(server.endpoint, `{ ${field} }`);
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' }, message: expect.stringContaining(words) }]);
  });

  it.each([
    ['{ left: 0.5, top: 0, width: 0.6, height: 1 }'],
    ['{ left: -0.1, top: 0, width: 0.5, height: 1 }'],
    ['{ left: 0, top: 0, width: 0, height: 1 }'],
  ])('refuses the region %s, which is not inside the picture', async (region) => {
    const query = `query ($id: ID!) { search(image: { id: $id }, region: ${region}) { id } }`;
    const { errors } = await send(server.endpoint, query, { id: ids[0] });
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
  });
});
