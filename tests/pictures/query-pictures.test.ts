import { createHash } from 'node:crypto';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { bodyOf, embedding, filesIn, idOf, pictureServers } from './support.js';
import { photograph } from '../support/photograph.js';

const startPictures = pictureServers();

const timings = { queue: 0, decode: 0, vision: 0, fuse: 0, vectorSearch: 0, total: 0 };

async function searchWith(server: Awaited<ReturnType<typeof startPictures>>, picture: Buffer, stored: boolean) {
  const { width = 0, height = 0 } = await sharp(picture).metadata();
  const search = server.searches.save({
    query: {
      image: { id: idOf(picture), stored, mimeType: 'image/jpeg', width, height },
      instruction: 'in the snow',
      region: null,
      filter: null,
      minScore: null,
      limit: 9,
      ...{ like: [], unlike: [], exclude: [], includeQueryImage: false, distinct: null },
    },
    picture: stored ? null : { sha256: idOf(picture), read: async (use) => use(picture) },
    parts: [],
    warnings: [],
    embedding,
    hits: [],
    complete: true,
    timings,
  });
  await server.searches.kept(search.id);
  return search;
}

it('serves the query picture of a search to whoever has its id, and leaves nothing of it in shared caches', async () => {
  const server = await startPictures();
  const picture = await photograph(100, 50);
  const { id } = await searchWith(server, picture, false);

  const original = await server.get(`/searches/${id}/picture`);
  expect((await bodyOf(original)).equals(picture)).toBe(true);
  expect(original.headers.get('content-type')).toBe('image/jpeg');
  expect(original.headers.get('etag')).toBe(`"${createHash('sha256').update(picture).digest('hex')}"`);
  const [, seconds] = /^private, max-age=(\d+), immutable$/.exec(original.headers.get('cache-control') ?? '') ?? [];
  expect(Number(seconds)).toBeGreaterThan(3500);
  expect(Number(seconds)).toBeLessThanOrEqual(3600);

  const small = await server.get(`/searches/${id}/picture?width=10&height=10`, { accept: 'image/webp' });
  expect(await sharp(await bodyOf(small)).metadata()).toMatchObject({ format: 'webp', width: 10, height: 5 });
  expect(small.headers.get('cache-control')).toMatch(/^private/);
  expect(await filesIn(server.renditionFolder)).toEqual([]);
});

it('forgets it with its search', async () => {
  const server = await startPictures();
  const { id } = await searchWith(server, await photograph(10, 10), false);
  await server.searches.erase([id]);
  for (const path of [`/searches/${id}/picture`, `/searches/${id}/picture?width=5`, '/searches/x/picture']) {
    expect((await server.get(path)).status).toBe(404);
  }
});

it('serves a stored query picture as the stored picture that it is', async () => {
  const server = await startPictures();
  const picture = await photograph(100, 50);
  const stored = await server.add(picture);
  const { id } = await searchWith(server, picture, true);
  const answer = await server.get(`/searches/${id}/picture`);
  expect([answer.status, answer.headers.get('etag')]).toEqual([200, `"${stored}"`]);
  await server.collection.delete([stored]);
  expect((await server.get(`/searches/${id}/picture`)).status).toBe(404);
});

it('serves contact sheets by id', async () => {
  const sheet = await sharp({ create: { width: 4, height: 4, channels: 3, background: 'red' } })
    .png()
    .toBuffer();
  const contactSheet = async (id: string) => (id === 'sheet-1' ? sheet : undefined);
  const server = await startPictures({ reranker: { contactSheet } });
  const answer = await server.get('/contact-sheets/sheet-1.png');
  expect((await bodyOf(answer)).equals(sheet)).toBe(true);
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    'content-type': 'image/png',
    'cache-control': 'private, max-age=31536000, immutable',
    'x-content-type-options': 'nosniff',
  });
  const again = await server.get('/contact-sheets/sheet-1.png', { 'if-none-match': answer.headers.get('etag') ?? '' });
  expect(again.status).toBe(304);
  expect((await server.get('/contact-sheets/sheet-2.png')).status).toBe(404);
});
