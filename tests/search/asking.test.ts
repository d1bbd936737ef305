import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { send, upload } from '../support/graphql.js';
import { startTestServer, type TestServer } from '../support/server.js';
import { drawn, fillShop, sha256 } from './support.js';

interface Found {
  id: string;
  hits: { rank: number; score: number; image: { id: string; metadata: { category: string; theme: string } } }[];
  timings: { decode: number; vision: number; fuse: number };
  query: { like: Part[]; unlike: Part[]; exclude: string[]; image: { url: string } | null; region: object | null };
}
interface Part {
  text: string | null;
  weight: number;
  image: { url: string; stored: { id: string } | null } | null;
}

const PART = '{ text weight image { url stored { id } } }';
const FIELDS = `{ id hits { rank score image { id metadata } } timings { decode vision fuse }
  query { exclude image { url } region { left top width height } like ${PART} unlike ${PART} } }`;
const ASK = `query (
  $image: ImageInput, $instruction: String, $like: [PartInput!], $unlike: [PartInput!], $exclude: [ID!], $limit: Int! = 9,
  $region: RegionInput, $includeQueryImage: Boolean! = false, $distinct: String, $filter: FilterInput, $minScore: Float
) {
  search(image: $image, instruction: $instruction, like: $like, unlike: $unlike, exclude: $exclude, limit: $limit, region: $region,
    includeQueryImage: $includeQueryImage, distinct: $distinct, filter: $filter, minScore: $minScore) ${FIELDS}
}`;

const MANY_VALUES = { all: [{ key: 'price', in: Array.from({ length: 100_000 }, (_, number) => number) }] };

let server: TestServer;
let shop: Awaited<ReturnType<typeof fillShop>>;
beforeAll(async () => {
  server = await startTestServer({
    stopWithTest: false,
    settings: { MAX_SEARCH_PARTS: '4', MAX_EXCLUDED_IMAGES: '5' },
  });
  shop = await fillShop(server.endpoint, 2);
});
afterAll(() => server.stop());

const ask = (variables: Record<string, unknown>) => send<{ search: Found | null }>(server.endpoint, ASK, variables);
const found = async (variables: Record<string, unknown>): Promise<Found> => {
  const { data, errors } = await ask(variables);
  if (!data?.search) throw new Error(JSON.stringify(errors));
  return data.search;
};
const idsOf = ({ hits }: Found) => hits.map(({ image }) => image.id);
const one = (category: string, theme: string) =>
  shop.find((item) => item.category === category && item.theme === theme)?.id ?? '';

describe('the picture of an earlier search', () => {
  it('is asked with again: nothing is sent or decoded, and the vision graph does not run', async () => {
    const file = await drawn({ category: null, theme: 'leopard', colour: null, themePicture: 'swatch' });
    const first = await upload<{ search: Found }>(server.endpoint, ASK, {
      image: { upload: file },
      instruction: 'a mug',
    });
    expect(first.errors).toBeUndefined();
    const search = first.data?.search.id ?? '';
    const again = await found({
      image: { search },
      instruction: 'a mug',
      filter: { all: [{ key: 'price', lessThan: 20 }] },
    });
    expect(again.timings).toEqual({ decode: 0, vision: 0, fuse: 0 });
    const other = await found({ image: { search }, instruction: 'a phone case' });
    expect(other.timings).toMatchObject({ decode: 0, vision: 0 });
    expect(other.hits[0]?.image.metadata).toMatchObject({ category: 'phone case', theme: 'leopard' });
    // A chain of such searches has the picture as long as one of them is kept.
    await send(server.endpoint, 'mutation ($ids: [ID!]) { eraseSearches(ids: $ids) }', { ids: [search] });
    const third = await found({ image: { search: other.id } });
    expect((await fetch(third.query.image?.url ?? '')).status).toBe(200);
    expect(await (await fetch(third.query.image?.url ?? '')).arrayBuffer()).toEqual(await file.arrayBuffer());
    expect(await ask({ image: { search } })).toMatchObject({
      errors: [
        { extensions: { code: 'SEARCH_NOT_FOUND' }, message: expect.stringContaining('Send the picture again') },
      ],
    });
  });

  it('comes with its region, unless another is given', async () => {
    const id = one('lamp', 'zebra');
    const region = { left: 0.1, top: 0.1, width: 0.5, height: 0.5 };
    const part = await found({ image: { id }, region, instruction: 'in this pattern' });
    const again = await found({ image: { search: part.id }, instruction: 'in this pattern' });
    expect(idsOf(again)).toEqual(idsOf(part));
    // However long the chain: each search tells the region that it was asked with, and hands it on.
    const third = await found({ image: { search: again.id }, instruction: 'in this pattern' });
    expect([again.query.region, third.query.region]).toEqual([region, region]);
    expect(third.hits).toEqual(part.hits);
    const whole = { left: 0, top: 0, width: 1, height: 1 };
    const all = await found({ image: { search: part.id }, region: whole, instruction: 'in this pattern' });
    expect(all.hits[0]?.score).not.toBe(part.hits[0]?.score);
  });

  it('is refused where that search had none', async () => {
    const { id } = await found({ instruction: 'a mug' });
    expect(await ask({ image: { search: id } })).toMatchObject({
      errors: [{ extensions: { code: 'BAD_USER_INPUT' }, message: expect.stringContaining('without a picture') }],
    });
  });
});

describe('pictures that are no hits', () => {
  it('are the query picture however it is sent, and those that are excluded; the list is filled all the same', async () => {
    const subject = { category: 'mug', theme: 'leopard', colour: null } as const;
    const file = await drawn(subject, 1);
    const id = await sha256(file);
    expect(shop[0]?.id).toBe(id);
    const base64 = Buffer.from(await file.arrayBuffer()).toString('base64');
    const all = idsOf(await found({ image: { id }, includeQueryImage: true, limit: 24 }));
    expect(all[0]).toBe(id);
    expect(all).toHaveLength(24);
    for (const image of [{ id }, { base64 }]) {
      expect(idsOf(await found({ image, limit: 23 }))).toEqual(all.slice(1));
    }
    const exclude = all.slice(1, 5);
    const rest = await found({ image: { id }, exclude, limit: 9 });
    expect(idsOf(rest)).toEqual(all.slice(5, 14));
    expect(rest.query.exclude).toEqual(exclude);
    const similar = await send<{ image: { similar: Found['hits'] } }>(
      server.endpoint,
      'query ($id: ID!) { image(id: $id) { similar(limit: 4) { rank image { id } } } }',
      { id },
    );
    expect(similar.data?.image.similar.map(({ image }) => image.id)).toEqual(all.slice(1, 5));
  });
});

describe('like and unlike', () => {
  it('move the question: towards the words, away from the words', async () => {
    const mugs = await found({ instruction: 'a mug', limit: 6 });
    expect(mugs.hits.every(({ image }) => image.metadata.category === 'mug')).toBe(true);
    const themes = ({ hits }: Found) => new Set(hits.map(({ image }) => image.metadata.theme));
    expect(themes(mugs)).toContain('leopard');
    const tame = await found({ instruction: 'a mug', unlike: [{ text: 'leopard' }], limit: 4 });
    expect(themes(tame)).not.toContain('leopard');
    const wild = await found({ instruction: 'a mug', like: [{ text: 'leopard', weight: 1 }], limit: 2 });
    expect([...themes(wild)]).toEqual(['leopard']);
    // Parts alone are a search, and words are what a search by them finds.
    const alone = await found({ like: [{ text: 'a mug' }], limit: 6 });
    expect(idsOf(alone)).toEqual(idsOf(mugs));
  });

  it('take pictures of any source, kept and shown as long as the search', async () => {
    const cap = await drawn({ category: 'cap', theme: 'lemons', colour: null }, 77);
    const answer = await upload<{ search: Found }>(server.endpoint, ASK, {
      instruction: 'a mug',
      like: [{ image: { upload: cap }, weight: 2 }, { image: { id: one('mug', 'lemons') } }],
      unlike: [{ image: { id: one('mug', 'zebra') }, weight: 0.25 }],
      limit: 3,
    });
    const { query, hits, id } = answer.data?.search ?? ({} as Found);
    expect(hits[0]?.image.metadata.theme).toBe('lemons');
    expect(query.like.map(({ weight }) => weight)).toEqual([2, 0.5]);
    expect(query.like.map(({ image }) => image?.stored?.id)).toEqual([undefined, one('mug', 'lemons')]);
    expect(query.unlike).toMatchObject([{ text: null, weight: 0.25, image: { stored: { id: one('mug', 'zebra') } } }]);
    const url = query.like[0]?.image?.url ?? '';
    expect(await (await fetch(url)).arrayBuffer()).toEqual(await cap.arrayBuffer());
    // Asked again through the search: the same picture, its vector cached.
    const again = await found({
      instruction: 'a mug',
      like: [{ image: { search: (await found({ image: { id: one('cap', 'zebra') } })).id } }],
    });
    expect(again.timings).toMatchObject({ vision: 0 });
    await send(server.endpoint, 'mutation ($ids: [ID!]) { eraseSearches(ids: $ids) }', { ids: [id] });
    expect((await fetch(url)).status).toBe(404);
    const kept = await readdir(join(server.dataFolder, 'queries', await sha256(cap))).catch(() => []);
    expect(kept).toEqual([]);
  });

  it.each<[string, Record<string, unknown>, string, string]>([
    ['neither', { like: [{ weight: 1 }] }, 'BAD_USER_INPUT', 'like[0] has to be either'],
    ['both', { like: [{ text: 'x', image: { id: 'a'.repeat(64) } }] }, 'BAD_USER_INPUT', 'like[0] has to be either'],
    ['blank words', { like: [{ text: ' ' }] }, 'BAD_USER_INPUT', 'like[0] has to be either'],
    ['weight 0', { like: [{ text: 'x', weight: 0 }] }, 'BAD_USER_INPUT', 'above 0 and at most 5'],
    ['weight below 0', { instruction: 'x', unlike: [{ text: 'x', weight: -1 }] }, 'BAD_USER_INPUT', 'unlike[0]'],
    ['weight above 5', { like: [{ text: 'x', weight: 5.01 }] }, 'BAD_USER_INPUT', 'above 0 and at most 5'],
    ['too many parts', { like: Array.from({ length: 5 }, () => ({ text: 'x' })) }, 'LIMIT_EXCEEDED', 'searchParts'],
    ['unlike alone', { unlike: [{ text: 'x' }] }, 'BAD_USER_INPUT', 'unlike alone'],
    ['nothing left', { like: [{ text: 'a mug' }], unlike: [{ text: 'a mug' }] }, 'BAD_USER_INPUT', 'cancel each other'],
    ['a picture that is not there', { like: [{ image: { id: 'f'.repeat(64) } }] }, 'IMAGE_NOT_FOUND', 'ffff'],
    ['ids that are no ids', { instruction: 'x', exclude: ['../../etc'] }, 'BAD_USER_INPUT', 'is no id of a picture'],
    [
      'too many excluded',
      { instruction: 'x', exclude: Array(6).fill('a'.repeat(64)) },
      'LIMIT_EXCEEDED',
      'excludedImages',
    ],
    ['100,000 values', { instruction: 'x', filter: MANY_VALUES }, 'LIMIT_EXCEEDED', 'more than 100000 values'],
    ['a search that is none', { image: { search: '../../etc' } }, 'SEARCH_NOT_FOUND', 'There is no search ../../etc'],
    ['no key', { instruction: 'x', distinct: '' }, 'BAD_USER_INPUT', 'distinct names a metadata key'],
  ])('are refused: %s', async (_, variables, code, words) => {
    const { errors } = await ask(variables);
    expect(errors).toMatchObject([{ extensions: { code }, message: expect.stringContaining(words) }]);
  });

  it('are refused with a weight that is no number, before anything runs', async () => {
    const query = '{ search(like: [{ text: "x", weight: NaN }]) { id } }';
    expect((await send(server.endpoint, query)).errors?.[0]?.extensions?.code).toMatch(/^GRAPHQL_/);
  });
});
