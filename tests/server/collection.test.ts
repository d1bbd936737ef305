import { describe, expect, it } from 'vitest';
import { fill, ingest } from '../support/collection.js';
import { send, upload } from '../support/graphql.js';
import { picture, pictureFile } from '../support/pictures.js';
import { startTestServer } from '../support/server.js';

interface Page {
  images: {
    totalCount: number;
    pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string; endCursor: string };
    edges: { cursor: string; node: { id: string } }[];
  };
}

const PAGE = `query ($first: Int!, $after: String, $orderBy: ImageOrder! = OLDEST, $filter: FilterInput) {
  images(first: $first, after: $after, orderBy: $orderBy, filter: $filter) {
    totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor } edges { cursor node { id } }
  }
}`;

describe('the list of pictures', () => {
  it('pages by cursors that neither repeat nor skip a surviving picture while others come and go', async () => {
    const { endpoint } = await startTestServer();
    const ids: string[] = [];
    // One after the other, so that their order is known.
    for (let number = 0; number < 6; number++) {
      const [outcome] = await ingest(endpoint, [{ file: await pictureFile(number) }]);
      ids.push(outcome?.image?.id ?? '');
    }
    const first = (await send<Page>(endpoint, PAGE, { first: 3, orderBy: 'NEWEST' })).data?.images;
    expect(first?.edges.map(({ node }) => node.id)).toEqual([ids[5], ids[4], ids[3]]);
    expect(first).toMatchObject({ totalCount: 6, pageInfo: { hasNextPage: true, hasPreviousPage: false } });

    // The very picture that the cursor points at, one that was shown, and one that was not.
    await send(endpoint, 'mutation ($ids: [ID!]!) { deleteImages(ids: $ids) { deleted } }', {
      ids: [ids[3], ids[5], ids[1]],
    });
    await ingest(endpoint, [{ file: await pictureFile(77) }]);
    const rest = await send<Page>(endpoint, PAGE, { first: 3, orderBy: 'NEWEST', after: first?.pageInfo.endCursor });
    expect(rest.data?.images.edges.map(({ node }) => node.id)).toEqual([ids[2], ids[0]]);
    expect(rest.data?.images.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true });

    const bad = await send(endpoint, PAGE, { first: 3, after: 'no cursor' });
    expect(bad.errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
  });

  it('filters, and says what can be filtered by', async () => {
    const { endpoint } = await startTestServer();
    const ids = await fill(endpoint, 7);
    const filtered = await send<Page>(endpoint, PAGE, { first: 10, filter: { all: [{ key: 'number', atLeast: 4 }] } });
    expect(filtered.data?.images.totalCount).toBe(3);
    expect(new Set(filtered.data?.images.edges.map(({ node }) => node.id))).toEqual(new Set(ids.slice(4)));
    const { data } = await send(
      endpoint,
      '{ metadataFields { key count types minimum maximum values(first: 2) { value count } } }',
    );
    expect(data).toEqual({
      metadataFields: expect.arrayContaining([
        { key: 'number', count: 7, types: ['NUMBER'], minimum: 0, maximum: 6, values: expect.any(Array) },
        {
          key: 'parity',
          count: 7,
          types: ['STRING'],
          minimum: null,
          maximum: null,
          values: [
            { value: 'even', count: 4 },
            { value: 'odd', count: 3 },
          ],
        },
      ]),
    });
  });
});

describe('ingestion', () => {
  const INGEST = `mutation ($images: [IngestImageInput!]!) {
    ingestImages(images: $images) {
      stored updated unchanged rejected
      outcomes { index status image { id fileName metadata } error { code message } }
    }
  }`;

  it('has an outcome for each input, in order, and stores the good ones beside the bad', async () => {
    const { endpoint } = await startTestServer();
    const { data, errors } = await upload(endpoint, INGEST, {
      images: [
        { image: { upload: await pictureFile(1) } },
        { image: { upload: new File(['no picture'], 'a.png') } },
        { image: { base64: (await picture(2)).toString('base64') }, fileName: 'two.png', metadata: { a: 1 } },
        { image: { base64: 'data:text/plain,hello' } },
        { image: { url: 'http://127.0.0.1/a.png' } },
        { image: { upload: new File([], 'empty.png') } },
        { image: { upload: new File([new Uint8Array(await picture(3)).slice(0, 70)], 'cut.png') } },
        { image: { upload: new File(['<svg xmlns="http://www.w3.org/2000/svg"/>'], 'a.svg') } },
        { image: { upload: await pictureFile(1) } },
      ],
    });
    expect(errors).toBeUndefined();
    const outcome = (index: number, code: string) => ({ index, status: 'REJECTED', image: null, error: { code } });
    expect(data).toMatchObject({
      ingestImages: {
        ...{ stored: 2, updated: 0, unchanged: 1, rejected: 6 },
        outcomes: [
          { index: 0, image: { fileName: 'picture-1.png' }, error: null },
          outcome(1, 'IMAGE_UNREADABLE'),
          { index: 2, status: 'STORED', image: { fileName: 'two.png', metadata: { a: 1 } } },
          outcome(3, 'BAD_USER_INPUT'),
          outcome(4, 'URL_NOT_ALLOWED'),
          outcome(5, 'IMAGE_UNREADABLE'),
          outcome(6, 'IMAGE_UNREADABLE'),
          outcome(7, 'IMAGE_UNSUPPORTED'),
          { index: 8, error: null },
        ],
      },
    });
  });

  it('keeps metadata that is left out, replaces metadata that is given, and changes nothing twice', async () => {
    const { endpoint } = await startTestServer();
    const once = async (input: Record<string, unknown>) => {
      const { data } = await upload<{ ingestImages: { outcomes: { status: string; image: { metadata: unknown } }[] } }>(
        endpoint,
        INGEST,
        {
          images: [{ image: { upload: await pictureFile(4) }, ...input }],
        },
      );
      const [outcome] = data?.ingestImages.outcomes ?? [];
      return [outcome?.status, outcome?.image.metadata];
    };
    expect(await once({ metadata: { a: 1 } })).toEqual(['STORED', { a: 1 }]);
    expect(await once({})).toEqual(['UNCHANGED', { a: 1 }]);
    expect(await once({ metadata: { a: 1 } })).toEqual(['UNCHANGED', { a: 1 }]);
    expect(await once({ metadata: { b: [true, null] } })).toEqual(['UPDATED', { b: [true, null] }]);
    expect(await once({ fileName: 'new.png' })).toEqual(['UPDATED', { b: [true, null] }]);
    const { data } = await send(
      endpoint,
      '{ search(instruction: "x", filter: { all: [{ key: "b", equals: true }] }) { hits { image { fileName } } } }',
    );
    expect(data).toEqual({ search: { hits: [{ image: { fileName: 'new.png' } }] } });
  });

  it('changes and deletes what is stored, in the list and in searches', async () => {
    const { endpoint } = await startTestServer();
    const [id, other] = await fill(endpoint, 2);
    const changed = await send(
      endpoint,
      'mutation ($id: ID!) { setImageMetadata(id: $id, metadata: { colour: "red" }) { metadata } }',
      { id },
    );
    expect(changed.data).toEqual({ setImageMetadata: { metadata: { colour: 'red' } } });
    const red =
      '{ search(instruction: "x", filter: { all: [{ key: "colour", equals: "red" }] }) { hits { image { id } } } }';
    expect((await send(endpoint, red)).data).toEqual({ search: { hits: [{ image: { id } }] } });
    const deleted = await send(endpoint, 'mutation ($ids: [ID!]!) { deleteImages(ids: $ids) { deleted notFound } }', {
      ids: [id, 'nobody', id],
    });
    expect(deleted.data).toEqual({ deleteImages: { deleted: [id], notFound: ['nobody'] } });
    expect((await send(endpoint, red)).data).toEqual({ search: { hits: [] } });
    const left = await send(
      endpoint,
      'query ($id: ID!) { image(id: $id) { id } status { images vectorStore { vectors } } }',
      { id },
    );
    expect(left.data).toEqual({ image: null, status: { images: 1, vectorStore: { vectors: 1 } } });
    expect(other).toBeDefined();
    const gone = await send(endpoint, 'mutation ($id: ID!) { setImageMetadata(id: $id, metadata: {}) { id } }', { id });
    expect(gone).toMatchObject({
      data: { setImageMetadata: null },
      errors: [{ extensions: { code: 'IMAGE_NOT_FOUND' } }],
    });
  });
});
