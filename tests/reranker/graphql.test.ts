import { PNG } from 'pngjs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { send, upload } from '../support/graphql.js';
import { pictureFile } from '../support/pictures.js';
import { type TestServer, startTestServer } from '../support/server.js';
import { after, fail, ranking, say } from './support/answers.js';
import { type OpenAiDouble, startOpenAiDouble } from './support/openai-double.js';

const INGEST = `mutation ($images: [IngestImageInput!]!) { ingestImages(images: $images) { stored } }`;
const RERANK = `rerank(candidates: 3, includeMetadata: ["number"]) {
  best { position index reason hit { rank image { id } } }
  ranking { position index reason hit { rank } }
  explanation model cached repaired latency usage { totalTokens estimatedCost } contactSheet { url width height }
}`;
const search = (rerank = '') => `query ($image: ImageInput, $instruction: String) {
  search(image: $image, instruction: $instruction) { id hits { rank image { id } } ${rerank} }
}`;

interface Found {
  readonly search: {
    readonly id: string;
    readonly hits: { rank: number; image: { id: string } }[];
    readonly rerank?: Ranked | null;
  };
}
interface Ranked {
  readonly best: { index: number; hit: { rank: number; image: { id: string } } };
  readonly ranking: { position: number; index: number; reason: string; hit: { rank: number } }[];
  readonly explanation: string;
  readonly cached: boolean;
  readonly contactSheet: { url: string; width: number; height: number };
}

let double: OpenAiDouble;
let server: TestServer;
beforeAll(async () => {
  double = await startOpenAiDouble();
  server = await startTestServer({
    settings: { OPENAI_BASE_URL: double.url, OPENAI_API_KEY: 'sk-test' },
    stopWithTest: false,
  });
  const images = await Promise.all(
    [1, 2, 3, 4].map(async (number) => ({
      image: { upload: await pictureFile(number) },
      metadata: { number, secret: 'kept' },
    })),
  );
  await upload(server.endpoint, INGEST, { images });
});
afterEach(() => expect(double.faults).toEqual([]));
afterAll(async () => {
  await server.stop();
  await double.close();
});

describe('SearchResult.rerank', () => {
  it('costs nothing unless it is selected, and comes later through searchResult', async () => {
    const { data } = await send<Found>(server.endpoint, search(), { instruction: 'a red square' });
    expect(data?.search.hits).toHaveLength(4);
    expect(double.calls).toHaveLength(0);
    const later = `query ($id: ID!) { searchResult(id: $id) { ${RERANK} } }`;
    const answer = await send<{ searchResult: { rerank: Ranked } }>(server.endpoint, later, { id: data?.search.id });
    expect(answer.errors).toBeUndefined();
    const rerank = answer.data?.searchResult.rerank;
    expect(rerank?.ranking.map(({ position, index, hit }) => [position, index, hit.rank])).toEqual([
      [1, 2, 3],
      [2, 1, 2],
      [3, 0, 1],
    ]);
    expect(rerank?.best.hit.image.id).toBe(data?.search.hits[2]?.image.id);
    const asked = JSON.stringify(double.calls[0]?.body.messages);
    expect(asked).toContain('number');
    expect(asked).not.toContain('secret');
  });

  it('serves the sheet that the model saw', async () => {
    const variables = { instruction: 'a blue square', image: { upload: await pictureFile(9) } };
    const { data } = await upload<Found>(server.endpoint, search(RERANK), variables);
    const sheet = data?.search.rerank?.contactSheet;
    const response = await fetch(sheet?.url ?? '');
    expect(response.headers.get('content-type')).toBe('image/png');
    const bytes = Buffer.from(await response.arrayBuffer());
    const { width, height } = PNG.sync.read(bytes);
    expect({ width, height }).toEqual({ width: sheet?.width, height: sheet?.height });
    const content = double.calls.at(-1)?.body.messages[1]?.content;
    expect(Array.isArray(content) && content[1]?.image_url?.url).toBe(
      `data:image/png;base64,${bytes.toString('base64')}`,
    );
  });

  it('ranks the best hits whatever the limit of the search, and its description says so', async () => {
    const query = `{
      search(instruction: "two of them", limit: 2) { hits { rank } rerank { ranking { hit { rank } } } }
      __type(name: "SearchResult") { fields { name args { name description } } }
    }`;
    interface Described {
      readonly __type: { fields: { name: string; args: { name: string; description: string }[] }[] };
    }
    const { data, errors } = await send<Found & Described>(server.endpoint, query);
    expect(errors).toBeUndefined();
    expect(data?.search.hits.map(({ rank }) => rank)).toEqual([1, 2]);
    expect(data?.search.rerank?.ranking.map(({ hit }) => hit.rank).sort()).toEqual([1, 2, 3, 4]);
    const { args = [] } = data?.__type.fields.find(({ name }) => name === 'rerank') ?? {};
    expect(args.find(({ name }) => name === 'candidates')?.description).toContain('whatever limit the search has');
  });

  it('that fails is null with a code and a path, and the hits stay', async () => {
    double.script(fail(401));
    const { data, errors } = await send<Found>(server.endpoint, search(RERANK), { instruction: 'a wish that fails' });
    expect(data?.search.hits).toHaveLength(4);
    expect(data?.search.rerank).toBeNull();
    expect(errors).toMatchObject([{ path: ['search', 'rerank'], extensions: { code: 'RERANKER_UNAVAILABLE' } }]);
    expect(JSON.stringify(server.log)).not.toContain('sk-test');
  });

  it.each([
    ['a model that is not configured', 'rerank(model: "other") { model }', 'BAD_USER_INPUT'],
    ['more candidates than a sheet has', 'rerank(candidates: 17) { model }', 'LIMIT_EXCEEDED'],
    ['no candidate', 'rerank(candidates: 0) { model }', 'BAD_USER_INPUT'],
  ])('refuses %s', async (_, rerank, code) => {
    const before = double.calls.length;
    const { data, errors } = await send<Found>(server.endpoint, search(rerank), { instruction: 'x' });
    expect(data?.search.hits).toHaveLength(4);
    expect(errors).toMatchObject([{ path: ['search', 'rerank'], extensions: { code } }]);
    expect(double.calls).toHaveLength(before);
  });

  it.each([
    'rerank { __typename }',
    'rerank { ...None @skip(if: true) } ',
    'rerank { explanation @include(if: false) }',
  ])('sends nothing where nothing of it is selected: %s', async (rerank) => {
    const before = double.calls.length;
    const fragment = rerank.includes('None') ? 'fragment None on Rerank { explanation }' : '';
    const { data, errors } = await send<Found>(server.endpoint, search(rerank) + fragment, { instruction: 'nothing' });
    expect(errors).toBeUndefined();
    expect(data?.search.rerank).toEqual(rerank.includes('__typename') ? { __typename: 'Rerank' } : {});
    expect(double.calls).toHaveLength(before);
  });

  it('is asked for at most as often in one operation as Limits.rankings says, whatever the aliases', async () => {
    const before = double.calls.length;
    const searches = Array.from({ length: 9 }, (_, number) => {
      return `s${number}: search(instruction: "wish ${number}") { a: rerank { model } b: rerank(candidates: 2) { model } }`;
    });
    const { data, errors = [] } = await send<Record<string, Record<string, unknown>>>(
      server.endpoint,
      `{ ${searches.join(' ')} status { limits { rankings rerankMetadataBytes } } }`,
    );
    expect(data?.['status']?.['limits']).toEqual({ rankings: 4, rerankMetadataBytes: 16_384 });
    expect(errors).toHaveLength(14);
    expect(new Set(errors.map(({ extensions }) => extensions.code))).toEqual(new Set(['LIMIT_EXCEEDED']));
    expect(double.calls.length - before).toBe(4);
  });

  it('aborts the call upstream when the only HTTP request that waits is cancelled', async () => {
    const before = double.calls.length;
    double.script(after(new Promise(() => {}), say(ranking([0, 1, 2]))));
    const controller = new AbortController();
    const request = send(
      server.endpoint,
      search(RERANK),
      { instruction: 'a wish given up' },
      { signal: controller.signal },
    );
    request.catch(() => {});
    await double.called(before + 1);
    controller.abort();
    await expect(request).rejects.toThrow();
    expect(await double.calls[before]?.aborted).toBeDefined();
  });

  it('of ten identical HTTP requests at once makes one call upstream', async () => {
    const before = double.calls.length;
    const request = () => send<Found>(server.endpoint, search(RERANK), { instruction: 'a wish of many' });
    const answers = await Promise.all(Array.from({ length: 10 }, request));
    expect(answers.map(({ data }) => data?.search.rerank?.best.index)).toEqual(Array(10).fill(2));
    expect(double.calls.length - before).toBe(1);
  });

  it('without a service is null with a code that says so', async () => {
    const other = await startTestServer({ settings: { OPENAI_BASE_URL: '', OPENAI_API_KEY: '' } });
    await upload(other.endpoint, INGEST, { images: [{ image: { upload: await pictureFile(1) } }] });
    const { errors } = await send<Found>(other.endpoint, search(RERANK), { instruction: 'x' });
    expect(errors).toMatchObject([{ path: ['search', 'rerank'], extensions: { code: 'RERANKER_NOT_CONFIGURED' } }]);
  });
});
