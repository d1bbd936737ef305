import 'reflect-metadata';
import { expect, it } from 'vitest';
import { photograph } from '../support/photograph.js';
import { send } from '../support/graphql.js';
import { startTestServer } from '../support/server.js';
import { startServer as startWebServer } from './support.js';

const INGEST = /* GraphQL */ `
  mutation ($images: [IngestImageInput!]!) {
    ingestImages(images: $images) {
      outcomes {
        status
        image {
          fileName
          mimeType
        }
        error {
          code
        }
      }
    }
  }
`;

const SEARCH = /* GraphQL */ `
  query ($image: ImageInput!) {
    search(image: $image) {
      hits {
        rank
      }
    }
  }
`;

it('stores base64 pictures, and never asks a private address for one: neither to store nor to search', async () => {
  const picture = await photograph(32, 32);
  const web = await startWebServer((_request, response) => response.end(picture));
  const { endpoint } = await startTestServer({ settings: { URL_PORTS: '*' } });
  const url = `http://127.0.0.1:${web.port}/a.jpg`;
  const images = [
    { image: { base64: picture.toString('base64') }, fileName: 'a.jpg' },
    { image: { base64: `data:image/png;base64,${picture.toString('base64')}` } },
    { image: { url } },
    { image: { url: `http://localhost:${web.port}/a.jpg` } },
    { image: { url: 'file:///etc/passwd' } },
    { image: { base64: 'not base64!' } },
  ];
  const stored = await send(endpoint, INGEST, { images });
  expect(stored.data).toMatchObject({
    ingestImages: {
      outcomes: [
        { status: 'STORED', image: { fileName: 'a.jpg', mimeType: 'image/jpeg' }, error: null },
        { status: 'UNCHANGED' },
        { status: 'REJECTED', image: null, error: { code: 'URL_NOT_ALLOWED' } },
        { status: 'REJECTED', error: { code: 'URL_NOT_ALLOWED' } },
        { status: 'REJECTED', error: { code: 'URL_NOT_ALLOWED' } },
        { status: 'REJECTED', error: { code: 'BAD_USER_INPUT' } },
      ],
    },
  });
  const found = await send(endpoint, SEARCH, { image: { url } });
  expect(found).toMatchObject({ data: { search: null }, errors: [{ extensions: { code: 'URL_NOT_ALLOWED' } }] });
  expect(web.asked).toEqual([]);
});
