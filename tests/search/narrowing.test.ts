import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { send } from '../support/graphql.js';
import { startTestServer, type TestServer } from '../support/server.js';
import { fillShop } from './support.js';

interface Hit {
  rank: number;
  others: number;
  match: string | null;
  relevance: number | null;
  image: { id: string; metadata: { product: string; category: string } };
}
interface Found {
  id: string;
  match: string | null;
  hitCount: number;
  hits: Hit[];
  warnings: { code: string; message: string }[];
  facets: { key: string; count: number; values: { value: unknown; count: number }[]; minimum: number | null }[];
  influence: Record<string, number> | null;
}

let server: TestServer;
let shop: Awaited<ReturnType<typeof fillShop>>;
beforeAll(async () => {
  server = await startTestServer({ stopWithTest: false, settings: { MAX_CHANGES: '20', MAX_SEARCH_WINDOW: '100' } });
  shop = await fillShop(server.endpoint, 5);
});
afterAll(() => server.stop());

const HITS = '{ rank others match relevance image { id metadata } }';
async function search(args: string, fields: string): Promise<Found> {
  const { data, errors } = await send<{ search: Found }>(server.endpoint, `{ search(${args}) { id ${fields} } }`);
  if (!data?.search) throw new Error(JSON.stringify(errors));
  return data.search;
}

describe('distinct', () => {
  it('shows each product once, says how many more there are, and pages stay what they were', async () => {
    const { id, hits, hitCount } = await search(
      'instruction: "a mug", distinct: "product", limit: 4',
      `hitCount hits ${HITS}`,
    );
    expect(hits).toHaveLength(4);
    expect(hits.slice(0, 3).map(({ image }) => image.metadata.category)).toEqual(['mug', 'mug', 'mug']);
    expect(hits.every(({ others }) => others === 4)).toBe(true);
    expect(hitCount).toBe(12);
    const page = async (offset: number) =>
      (
        await send<{ searchResult: Found }>(
          server.endpoint,
          `{ searchResult(id: "${id}") { hits(limit: 7, offset: ${offset}) ${HITS} } }`,
        )
      ).data?.searchResult.hits ?? [];
    const all = [...(await page(0)), ...(await page(7))];
    expect(new Set(all.map(({ image }) => image.metadata.product)).size).toBe(12);
    expect(all.map(({ rank }) => rank)).toEqual(Array.from({ length: 12 }, (_, index) => index + 1));
    const plain = await search('instruction: "a mug", limit: 4', `hits ${HITS}`);
    expect(plain.hits.map(({ others }) => others)).toEqual([0, 0, 0, 0]);
    const unknown = await search(
      'instruction: "a mug", distinct: "produkt", limit: 4',
      `warnings { code message } hits ${HITS}`,
    );
    expect(unknown.hits).toEqual(plain.hits);
    expect(unknown.warnings).toMatchObject([
      { code: 'UNKNOWN_METADATA_KEY', message: expect.stringContaining('Did you mean "product"?') },
    ]);
  });

  it('works for similar pictures too', async () => {
    const first = shop[0]?.id;
    const query = `{ image(id: "${first}") { similar(distinct: "product", limit: 12) ${HITS} } }`;
    const { data } = await send<{ image: { similar: Hit[] } }>(server.endpoint, query);
    expect(data?.image.similar).toHaveLength(12);
    expect(data?.image.similar.find(({ image }) => image.metadata.product === 'p0')?.others).toBe(3);
  });
});

describe('how good a match is', () => {
  it('is STRONG for what the shop has, NONE for what it has not, and 0 to 1', async () => {
    const fields = `match warnings { code } hits ${HITS}`;
    const good = await search('instruction: "a leopard mug"', fields);
    expect(good).toMatchObject({ match: 'STRONG', warnings: [] });
    expect(good.hits[0]).toMatchObject({ match: 'STRONG', image: { metadata: { category: 'mug', theme: 'leopard' } } });
    const relevances = good.hits.map(({ relevance }) => relevance ?? -1);
    expect(relevances).toEqual([...relevances].sort((one, other) => other - one));
    expect(relevances.every((value) => value >= 0 && value <= 1)).toBe(true);
    // Many pictures answer these, and none is all that they say.
    for (const words of ['leopard print', 'a phone case', 'a mug', 'any lamp', 'something with lemons']) {
      expect([words, (await search(`instruction: "${words}"`, fields)).match]).toEqual([words, 'STRONG']);
    }
    for (const words of ['asdfgh qwertz', 'Schirme für den Regen bitte', '우산을 찾아요', 'a grand piano']) {
      const bad = await search(`instruction: "${words}"`, fields);
      expect({ words, match: bad.match, first: bad.hits[0]?.match }).toEqual({ words, match: 'NONE', first: 'NONE' });
      expect(bad.warnings.map(({ code }) => code)).toContain('NO_MATCH');
    }
    const body = JSON.stringify({ query: '{ search(instruction: "Schirme für den Regen bitte") { id } }' });
    const headers = { 'content-type': 'application/json' };
    const foreign = (await (await fetch(server.endpoint, { method: 'POST', headers, body })).json()) as object;
    expect((foreign as { extensions: object }).extensions).toMatchObject({
      warnings: [{ code: 'LANGUAGE_NOT_SUPPORTED' }],
    });
  });

  it('is WEAK at best where the model cannot read the words, though one of them is known', async () => {
    // The vocabulary has "leopard", "cap" and "lemons", and nothing of the words around them.
    for (const words of ['leopard cap bitte schön', 'cap lemons czerwony wzorem']) {
      const found = await search(`instruction: "${words}"`, 'match warnings { code } hits { match relevance }');
      expect([words, found.match, found.hits[0]?.match]).toEqual([words, 'WEAK', 'WEAK']);
      expect(found.warnings).toEqual([{ code: 'LANGUAGE_NOT_SUPPORTED' }]);
    }
    // English is English, also where the words themselves are unknown.
    for (const words of ['a grand piano', 'two astronauts playing croquet', 'a painting of the Matterhorn']) {
      const { warnings } = await search(`instruction: "${words}"`, 'warnings { code }');
      expect([words, warnings.map(({ code }) => code)]).toEqual([words, ['NO_MATCH']]);
    }
  });

  it('is not NONE in a collection of one kind, asked for that kind in words or by a picture', async () => {
    const mugs = await startTestServer();
    const [first] = await fillShop(mugs.endpoint, 20, ['mug']);
    for (const args of ['instruction: "a mug"', `image: { id: "${first?.id}" }`]) {
      const { data } = await send<{ search: Found }>(mugs.endpoint, `{ search(${args}) { match } }`);
      expect([args, data?.search.match]).not.toEqual([args, 'NONE']);
      expect(data?.search.match).toBeTypeOf('string');
    }
  });

  it('is null where there are too few pictures to tell', async () => {
    const small = await startTestServer();
    await fillShop(small.endpoint, 1);
    const query = '{ search(instruction: "a mug") { match facets { key } hits { match relevance } } }';
    const { data } = await send<{ search: Found }>(small.endpoint, query);
    expect(data?.search).toMatchObject({
      match: null,
      hits: expect.arrayContaining([{ match: null, relevance: null }]),
    });
    expect(data?.search.facets.length).toBeGreaterThan(0);
  });
});

describe('what a search can be narrowed down by', () => {
  it('is what its hits are, counted like the fields of the whole collection', async () => {
    const fields = 'hitCount facets { key count minimum values { value count } }';
    const found = await search('instruction: "a leopard mug"', fields);
    expect(found.hitCount).toBe(60);
    const category = found.facets.find(({ key }) => key === 'category');
    expect(category?.values[0]).toMatchObject({ value: 'mug' });
    // Nothing like it is no hit that one would narrow down to.
    expect(category?.count).toBeLessThan(60);
    const { data } = await send<{ metadataFields: Found['facets'] }>(
      server.endpoint,
      '{ metadataFields { key count minimum values { value count } } }',
    );
    const everything = await search(
      'image: { id: "' + shop[0]?.id + '" }, includeQueryImage: true, minScore: -1',
      'facets { key }',
    );
    expect(everything.facets.length).toBe(data?.metadataFields.length);
  });

  it('has no facet of hits that are NONE, and names what a key was meant to be', async () => {
    const found = await search(
      'instruction: "a grand piano", filter: { all: [{ key: "prize", exists: true }] }',
      'hitCount facets { key } warnings { code message }',
    );
    expect(found).toMatchObject({ hitCount: 0, facets: [] });
    const unknown = found.warnings.find(({ code }) => code === 'UNKNOWN_METADATA_KEY');
    expect(unknown?.message).toContain('Did you mean "price"?');
  });
});

/** What the encoder's caches were asked, from `/metrics`. */
async function lookUps(): Promise<string[]> {
  const text = await (await fetch(`${server.url}/metrics`)).text();
  return text.split('\n').filter((line) => /^\w*(image_token|embedding)_cache_(hits|misses)/.test(line));
}

describe('influence', () => {
  it('counts what picture and instruction would have found by themselves', async () => {
    const id = shop.find(({ theme }) => theme === 'zebra')?.id;
    const found = await search(
      `image: { id: "${id}" }, instruction: "as a lamp"`,
      'influence { considered imageOnly instructionOnly both neither }',
    );
    const { considered = 0, ...counts } = found.influence ?? {};
    expect(considered).toBe(9);
    expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).toBe(9);
    expect(counts['both']).toBeLessThan(9);
    expect((await search('instruction: "a lamp"', 'influence { considered }')).influence).toBeNull();
  });

  it('is asked for once, as are warnings: other pages of a search encode nothing and look nothing up', async () => {
    const id = shop.find(({ theme }) => theme === 'lemons')?.id;
    const fields = 'warnings { code } influence { considered both }';
    const first = await search(`image: { id: "${id}" }, instruction: "as a cap"`, fields);
    const before = await lookUps();
    expect(before).not.toEqual([]);
    const { data } = await send<{ searchResult: Found }>(
      server.endpoint,
      `{ searchResult(id: "${first.id}") { id hits(offset: 9) { rank } ${fields} } }`,
    );
    expect(data?.searchResult).toMatchObject({ warnings: first.warnings, influence: first.influence });
    expect(await lookUps()).toEqual(before);
  });
});

describe('changes of many pictures', () => {
  const change = (mutation: string) =>
    send<Record<string, Record<string, unknown>>>(server.endpoint, `mutation { ${mutation} }`);
  const MUGS = '{ all: [{ key: "category", equals: "mug" }] }';

  it('set and remove keys of those that are named, or that a filter holds for, if they are as many as expected', async () => {
    const nobody = 'f'.repeat(64);
    const named = await change(
      `updateImages(ids: ["${shop[0]?.id}", "${nobody}"], set: { sale: true }, remove: ["shot"]) { updated notFound }`,
    );
    expect(named.data).toEqual({ updateImages: { updated: 1, notFound: [nobody] } });
    const wrong = await change(`updateImagesWhere(filter: ${MUGS}, expected: 14, set: { sale: true }) { updated }`);
    expect(wrong.errors).toMatchObject([
      { extensions: { code: 'CONFLICT' }, message: expect.stringContaining('holds for 15 pictures, not for the 14') },
    ]);
    const onSale = 'instruction: "a mug", limit: 50, filter: { all: [{ key: "sale", equals: true }] }';
    expect((await search(onSale, 'hitCount')).hitCount).toBe(1);
    const right = await change(
      `updateImagesWhere(filter: ${MUGS}, expected: 15, set: { sale: true, price: 1 }) { updated }`,
    );
    expect(right.data).toEqual({ updateImagesWhere: { updated: 15 } });
    expect((await search(onSale, 'hitCount')).hitCount).toBe(15);
    const { data } = await send<{ imagesByIds: unknown[] }>(
      server.endpoint,
      `{ imagesByIds(ids: ["${nobody}", "${shop[0]?.id}", "no id"]) { metadata } }`,
    );
    expect(data?.imagesByIds).toEqual([
      null,
      { metadata: { category: 'mug', theme: 'leopard', product: 'p0', price: 1, sale: true } },
      null,
    ]);
    const renamed = await change(`renameImage(id: "${shop[1]?.id}", fileName: "new.png") { fileName }`);
    expect(renamed.data).toEqual({ renameImage: { fileName: 'new.png' } });
  });

  it.each([
    ['no change', `updateImages(ids: []) { updated }`, 'BAD_USER_INPUT'],
    ['a key both set and removed', `updateImages(ids: [], set: { a: 1 }, remove: ["a"]) { updated }`, 'BAD_USER_INPUT'],
    ['an empty filter', `deleteImagesWhere(filter: {}, expected: 60) { deleted }`, 'BAD_USER_INPUT'],
    ['more than may change', `deleteImagesWhere(filter: { none: [] }, expected: 60) { deleted }`, 'LIMIT_EXCEEDED'],
    ['fewer than none', `deleteImagesWhere(filter: ${MUGS}, expected: -1) { deleted }`, 'BAD_USER_INPUT'],
    [
      'too long metadata',
      `updateImagesWhere(filter: ${MUGS}, expected: 15, set: { a: "${'x'.repeat(17_000)}" }) { updated }`,
      'LIMIT_EXCEEDED',
    ],
    ['nobody of that name', `renameImage(id: "nobody", fileName: "x") { id }`, 'IMAGE_NOT_FOUND'],
  ])('are refused: %s', async (_, mutation, code) => {
    const { errors } = await change(mutation);
    expect(errors).toMatchObject([{ extensions: { code } }]);
    expect((await search('instruction: "a mug"', 'hitCount')).hitCount).toBe(60);
  });

  it('delete what a filter holds for, with everything made of it', async () => {
    const lamp = shop.find(({ category }) => category === 'lamp')?.id;
    const filter = '{ all: [{ key: "category", equals: "lamp" }] }';
    const early = await change(`deleteImagesWhere(filter: ${filter}, expected: 16) { deleted }`);
    expect(early.errors).toMatchObject([{ extensions: { code: 'CONFLICT' } }]);
    const gone = await change(`deleteImagesWhere(filter: ${filter}, expected: 15) { deleted notFound }`);
    expect(gone.data?.['deleteImagesWhere']).toMatchObject({ deleted: expect.arrayContaining([lamp]), notFound: [] });
    expect((await fetch(`${server.url}/images/${lamp}`)).status).toBe(404);
    expect((await search('instruction: "a lamp"', 'hitCount')).hitCount).toBe(45);
  });
});
