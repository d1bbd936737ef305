import { expect, it } from 'vitest';
import type { Outcome } from '../support/collection.js';
import { send } from '../support/graphql.js';
import { pictureFile } from '../support/pictures.js';
import { startTestServer } from '../support/server.js';

const INGEST =
  'mutation ($images: [IngestImageInput!]!) { ingestImages(images: $images) { outcomes { status image { id } } } }';

it('stores the first of two inputs with the same bytes and changes it by the second, though its file comes last', async () => {
  const { endpoint } = await startTestServer();
  const images = [1, 2, 3].map((number) => ({ image: { upload: null }, metadata: { number } }));
  const form = new FormData();
  form.set('operations', JSON.stringify({ query: INGEST, variables: { images } }));
  form.set(
    'map',
    JSON.stringify({
      c: ['variables.images.2.image.upload'],
      b: ['variables.images.1.image.upload'],
      a: ['variables.images.0.image.upload'],
    }),
  );
  form.set('c', await pictureFile(1), 'third.png');
  // No picture, and long enough for the file before it to be read first.
  form.set('b', new Blob([new Uint8Array(4 * 1024 ** 2)]), 'second.png');
  form.set('a', await pictureFile(1), 'first.png');
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: { 'apollo-require-preflight': 'true' },
    body: form,
  });
  const { data } = (await response.json()) as { data: { ingestImages: { outcomes: Outcome[] } } };
  const { outcomes } = data.ingestImages;
  expect(outcomes.map(({ status }) => status)).toEqual(['STORED', 'REJECTED', 'UPDATED']);

  const id = outcomes[0]?.image?.id;
  const stored = await send(endpoint, 'query ($id: ID!) { image(id: $id) { fileName metadata } }', { id });
  expect(stored.data).toEqual({ image: { fileName: 'first.png', metadata: { number: 3 } } });
});
