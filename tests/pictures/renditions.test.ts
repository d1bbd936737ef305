import { stat } from 'node:fs/promises';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { bodyOf, createGate, filesIn, pictureServers } from './support.js';
import { photograph } from '../support/photograph.js';

const startPictures = pictureServers();

it.each([
  ['width=100', 100, 50],
  ['height=100', 200, 100],
  ['width=100&height=10', 20, 10],
  ['width=399&height=4000', 399, 200],
  ['width=1', 1, 1],
  ['width=4000', 400, 200],
  ['width=4096&height=4096', 400, 200],
])('fits a picture of 400 × 200 into %s without enlarging it', async (box, width, height) => {
  const server = await startPictures();
  const id = await server.add(await photograph(400, 200));
  const answer = await server.get(`/images/${id}?${box}`, { accept: 'image/webp' });
  expect(answer.headers.get('content-type')).toBe('image/webp');
  expect(await sharp(await bodyOf(answer)).metadata()).toMatchObject({ format: 'webp', width, height });
});

it.each([
  ['image/avif,image/webp,image/png,image/svg+xml,image/*;q=0.8,*/*;q=0.5', 'image/webp'],
  ['image/avif,image/webp;q=0.5', 'image/avif'],
  ['image/avif', 'image/avif'],
  ['image/webp', 'image/webp'],
  ['image/webp;q=0,image/avif;q=0', 'image/jpeg'],
  ['image/jpeg', 'image/jpeg'],
  ['image/png', 'image/jpeg'],
  ['*/*', 'image/jpeg'],
])('answers Accept: %s with %s', async (accept, type) => {
  const server = await startPictures();
  const id = await server.add(await photograph(40, 40));
  const answer = await server.get(`/images/${id}?width=20`, { accept });
  expect(answer.headers.get('content-type')).toBe(type);
  expect(answer.headers.get('vary')?.toLowerCase()).toContain('accept');
  const { format, compression } = await sharp(await bodyOf(answer)).metadata();
  expect(compression === 'av1' ? 'image/avif' : `image/${format}`).toBe(type);
});

it('turns pictures upright, leaves their metadata behind and lays transparency over white in JPEG', async () => {
  const server = await startPictures();
  const turned = await sharp(await photograph(60, 30))
    .withExif({ IFD3: { GPSLatitudeRef: 'N' } })
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toBuffer();
  const rendition = await bodyOf(await server.get(`/images/${await server.add(turned)}?width=15`));
  const found = await sharp(rendition).metadata();
  expect(found).toMatchObject({ width: 15, height: 30 });
  expect([found.exif, found.orientation]).toEqual([undefined, undefined]);

  const clear = await sharp({ create: { width: 10, height: 10, channels: 4, background: '#00000000' } })
    .png()
    .toBuffer();
  const id = await server.add(clear, { mimeType: 'image/png' });
  const { dominant } = await sharp(await bodyOf(await server.get(`/images/${id}?width=10`))).stats();
  expect(Math.min(dominant.r, dominant.g, dominant.b)).toBeGreaterThan(240);
});

it('has a strong tag for each size and format, and answers 304 without making anything', async () => {
  const server = await startPictures();
  const id = await server.add(await photograph(100, 100));
  const tags = new Set<string>();
  for (const [query, accept] of [
    ['width=10', 'image/webp'],
    ['width=20', 'image/webp'],
    ['width=10', 'image/jpeg'],
  ] as const) {
    tags.add((await server.get(`/images/${id}?${query}`, { accept })).headers.get('etag') ?? '');
  }
  expect(tags.size).toBe(3);
  const [tag = ''] = tags;
  expect(tag).toMatch(/^"[\w.-]+"$/);
  await server.renditions.remove([id]);
  server.loads.length = 0;
  const again = await server.get(`/images/${id}?width=10`, { accept: 'image/webp', 'if-none-match': tag });
  expect([again.status, again.headers.get('etag'), server.loads.length]).toEqual([304, tag, 0]);
  expect(again.headers.get('cache-control')).toContain('immutable');
});

it.each([
  ['width=0', 400, 'BAD_USER_INPUT'],
  ['width=-1', 400, 'BAD_USER_INPUT'],
  ['width=1.5', 400, 'BAD_USER_INPUT'],
  ['width=abc', 400, 'BAD_USER_INPUT'],
  ['width=', 400, 'BAD_USER_INPUT'],
  ['height=1e3', 400, 'BAD_USER_INPUT'],
  ['width=4097', 413, 'LIMIT_EXCEEDED'],
  ['width=10&height=999999999', 413, 'LIMIT_EXCEEDED'],
])('refuses %s', async (query, status, code) => {
  const server = await startPictures();
  const id = await server.add(await photograph(8, 8));
  const answer = await server.get(`/images/${id}?${query}`);
  expect(answer.status).toBe(status);
  expect(await answer.json()).toMatchObject({ errors: [{ extensions: { code } }] });
});

it('makes a rendition once for everybody who asks for it at a time, and never again', async () => {
  const server = await startPictures();
  const id = await server.add(await photograph(300, 300));
  // 90 × 90 and 90 × 4000 are the same picture.
  const asked = Array.from({ length: 20 }, (_, index) =>
    server.get(`/images/${id}?width=90${index % 2 ? '&height=4000' : ''}`),
  );
  const bodies = await Promise.all((await Promise.all(asked)).map(bodyOf));
  await server.get(`/images/${id}?width=90`);
  expect(server.loads).toEqual([id]);
  expect(bodies.every((body) => bodies[0]?.equals(body))).toBe(true);
});

it('keeps the disk space within its limit, and what was used last', async () => {
  const cacheBytes = 40_000;
  const server = await startPictures({ rendition: { cacheBytes } });
  const id = await server.add(await photograph(300, 300));
  await bodyOf(await server.get(`/images/${id}?width=50`));
  for (let width = 100; width < 160; width++) {
    await bodyOf(await server.get(`/images/${id}?width=${width}`));
    await bodyOf(await server.get(`/images/${id}?width=50`));
  }
  const loads = server.loads.length;
  await bodyOf(await server.get(`/images/${id}?width=50`));
  await bodyOf(await server.get(`/images/${id}?width=159`));
  expect(server.loads.length).toBe(loads);
  await bodyOf(await server.get(`/images/${id}?width=100`));
  expect(server.loads.length).toBe(loads + 1);
  await server.close();
  const sizes = await Promise.all((await filesIn(server.renditionFolder)).map(async (file) => (await stat(file)).size));
  const size = sizes.reduce((sum, bytes) => sum + bytes, 0);
  expect(size).toBeGreaterThan(cacheBytes / 2);
  expect(size).toBeLessThanOrEqual(cacheBytes);
});

it('answers OVERLOADED with Retry-After where too many wait, and goes on', async () => {
  const gate = createGate();
  const server = await startPictures({ rendition: { queueLength: 1 }, beforeLoad: gate.wait });
  const id = await server.add(await photograph(100, 100));
  // At most four are made at a time and one may wait, so of 20 the last is refused while nothing gets through the gate.
  const asked = Array.from({ length: 20 }, (_, index) => server.get(`/images/${id}?width=${50 + index}`));
  const refused = await Promise.any(
    asked.map(async (answer) => ((await answer).status === 503 ? answer : Promise.reject())),
  );
  expect(refused.headers.get('retry-after')).toBe('1');
  expect(await refused.json()).toMatchObject({ errors: [{ extensions: { code: 'OVERLOADED' } }] });
  gate.open();
  const statuses = (await Promise.all(asked)).map(({ status }) => status);
  expect(new Set(statuses)).toEqual(new Set([200, 503]));
  expect((await server.get(`/images/${id}?width=10`)).status).toBe(200);
});
