import { request } from 'node:http';
import { relative } from 'node:path';
import { expect, it } from 'vitest';
import { bodyOf, pictureServers, temporaryFolder } from './support.js';
import { photograph } from '../support/photograph.js';

const startPictures = pictureServers();

it('serves the original bytes, to be kept for ever and shown as nothing but a picture', async () => {
  const server = await startPictures();
  const original = await photograph(64, 48);
  const id = await server.add(original);
  const answer = await server.get(`/images/${id}`);
  expect(answer.status).toBe(200);
  expect((await bodyOf(answer)).equals(original)).toBe(true);
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    'content-type': 'image/jpeg',
    'content-length': String(original.length),
    'cache-control': 'public, max-age=31536000, immutable',
    etag: `"${id}"`,
    'accept-ranges': 'bytes',
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; sandbox",
    'cross-origin-resource-policy': 'same-site',
    'content-disposition': 'inline; filename=leopard.jpg',
  });
});

it('serves originals from a data folder that is named relative to the current one, as the default is', async () => {
  const server = await startPictures({ folder: relative('', await temporaryFolder()) });
  const original = await photograph(8, 8);
  const answer = await server.get(`/images/${await server.add(original)}`);
  expect(answer.status).toBe(200);
  expect((await bodyOf(answer)).equals(original)).toBe(true);
});

it('answers HEAD and conditional requests without the bytes', async () => {
  const server = await startPictures();
  const id = await server.add(await photograph(64, 48));
  const head = await server.get(`/images/${id}`, {}, 'HEAD');
  expect([head.status, (await bodyOf(head)).length]).toEqual([200, 0]);
  for (const tag of [`"${id}"`, `"other", "${id}"`, `W/"${id}"`]) {
    const again = await server.get(`/images/${id}`, { 'if-none-match': tag });
    expect([again.status, again.headers.get('etag')]).toEqual([304, `"${id}"`]);
  }
  expect((await server.get(`/images/${id}`, { 'if-none-match': '"other"' })).status).toBe(200);
});

it('answers range requests', async () => {
  const server = await startPictures();
  const original = await photograph(200, 200);
  const id = await server.add(original);
  const size = original.length;
  const part = async (range: string, headers: Record<string, string> = {}) => {
    const answer = await server.get(`/images/${id}`, { range, ...headers });
    return { status: answer.status, range: answer.headers.get('content-range'), bytes: await bodyOf(answer) };
  };
  expect(await part('bytes=10-19')).toEqual({
    status: 206,
    range: `bytes 10-19/${size}`,
    bytes: original.subarray(10, 20),
  });
  expect(await part('bytes=-5')).toMatchObject({ status: 206, bytes: original.subarray(size - 5) });
  expect(await part(`bytes=${size - 1}-`)).toMatchObject({ status: 206, bytes: original.subarray(size - 1) });
  expect(await part(`bytes=${size}-`)).toMatchObject({ status: 416, range: `bytes */${size}` });
  expect(await part('bytes=0-9', { 'if-range': `"${id}"` })).toMatchObject({ status: 206 });
  expect(await part('bytes=0-9', { 'if-range': '"older"' })).toMatchObject({ status: 200, bytes: original });
});

it.each([
  ['page.html', 'inline; filename=page.jpg'],
  ['évil "name".svg', `inline; filename="?vil \\"name\\".jpg"; filename*=UTF-8''%C3%A9vil%20%22name%22.jpg`],
  ['a\r\nSet-Cookie: b=c.jpg', 'inline; filename="a_Set-Cookie_ b=c.jpg"'],
  ['../../etc/passwd', 'inline; filename=.._..jpg'],
  ['\u202egpj.exe', 'inline; filename=_gpj.jpg'],
  ['', 'inline; filename=picture.jpg'],
  [null, 'inline; filename=picture.jpg'],
])('never lets a file name %j do harm', async (fileName, header) => {
  const server = await startPictures();
  const id = await server.add(await photograph(8, 8), { fileName });
  const answer = await server.get(`/images/${id}`);
  expect(answer.headers.get('content-disposition')).toBe(header);
  expect(answer.headers.get('set-cookie')).toBeNull();
});

it('answers 404 with a code for pictures that are not there', async () => {
  const server = await startPictures();
  const id = await server.add(await photograph(8, 8));
  await server.collection.delete([id]);
  for (const path of [`/images/${id}`, `/images/${'0'.repeat(64)}`, '/images/x', '/images/..%2f..%2fetc%2fpasswd']) {
    for (const suffix of ['', '?width=10']) {
      const answer = await server.get(`${path}${suffix}`);
      expect([answer.status, answer.headers.get('cache-control')]).toEqual([404, 'no-store']);
      expect(await answer.json()).toMatchObject({ errors: [{ extensions: { code: 'IMAGE_NOT_FOUND' } }] });
    }
  }
});

it('keeps serving after a client left in the middle', async () => {
  const server = await startPictures();
  const original = await photograph(1500, 1500);
  const id = await server.add(original);
  await new Promise<void>((resolve) => {
    const asking = request(`${server.origin}/images/${id}`, (answer) => {
      answer.once('data', () => asking.destroy());
      answer.once('close', resolve).on('error', () => undefined);
    });
    asking.on('error', () => undefined).end();
  });
  expect((await bodyOf(await server.get(`/images/${id}`))).length).toBe(original.length);
});
