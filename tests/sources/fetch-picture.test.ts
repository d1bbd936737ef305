import { once } from 'node:events';
import { expect, it } from 'vitest';
import { fetcher, png, startServer } from './support.js';

/** Loopback is let through here: these tests are about everything but addresses. */
const local = { permits: () => true, ports: ['*'] };

it('brings the bytes, the format by content and the file name of the address', async () => {
  const picture = png(20_000);
  const server = await startServer((_request, response) =>
    response.writeHead(200, { 'content-type': 'text/plain' }).end(picture),
  );
  const { fetchPicture } = fetcher(local);
  const found = await fetchPicture(`http://127.0.0.1:${server.port}/caf%C3%A9/l%C3%A9opard.png?size=1`);
  expect(found).toMatchObject({ mimeType: 'image/png', fileName: 'léopard.png' });
  expect(found.bytes.equals(picture)).toBe(true);
  expect(server.asked[0]?.headers).toMatchObject({ 'user-agent': 'leopard-test', 'accept-encoding': 'identity' });
  expect(server.asked[0]?.headers).not.toHaveProperty('cookie');
});

it('follows redirects, relative ones too, up to the limit', async () => {
  const server = await startServer((request, response) => {
    const step = Number(request.url?.slice(1));
    if (step === 0) response.end(png());
    else response.writeHead(307, { location: `./${step - 1}` }).end('moved');
  });
  const { fetchPicture } = fetcher(local);
  await expect(fetchPicture(`http://127.0.0.1:${server.port}/3`)).resolves.toMatchObject({ mimeType: 'image/png' });
  await expect(fetchPicture(`http://127.0.0.1:${server.port}/4`)).rejects.toMatchObject({
    code: 'URL_UNREACHABLE',
    message: expect.stringContaining('MAX_URL_REDIRECTS'),
  });
});

it.each([
  ['a declared length', { 'content-length': '1000001' }],
  ['no declared length', { 'transfer-encoding': 'chunked' }],
])('stops at the byte limit with %s', async (_name, headers) => {
  const server = await startServer((_request, response) => {
    response.writeHead(200, headers);
    const chunk = png(64 * 1024);
    const write = () => {
      while (!response.destroyed && response.write(chunk));
    };
    response.on('drain', write).on('error', () => undefined);
    write();
  });
  const { fetchPicture } = fetcher(local);
  await expect(fetchPicture(`http://127.0.0.1:${server.port}/`)).rejects.toMatchObject({
    code: 'IMAGE_TOO_LARGE',
    message: expect.stringContaining('1000000 bytes'),
  });
});

it('takes a picture of exactly the limit', async () => {
  const picture = png(500);
  const server = await startServer((_request, response) => response.end(picture));
  const address = `http://127.0.0.1:${server.port}/a.png`;
  await expect(fetcher({ ...local, bytes: picture.length }).fetchPicture(address)).resolves.toBeDefined();
  await expect(fetcher({ ...local, bytes: picture.length - 1 }).fetchPicture(address)).rejects.toMatchObject({
    code: 'IMAGE_TOO_LARGE',
  });
});

it('gives an endless page up as soon as it is seen to be no picture', async () => {
  let closed: Promise<unknown> = Promise.resolve();
  const server = await startServer((_request, response) => {
    closed = once(response, 'close');
    const write = () => {
      while (!response.destroyed && response.write('<html>'.repeat(1000)));
    };
    response.on('drain', write).on('error', () => undefined);
    write();
  });
  const { fetchPicture } = fetcher({ ...local, bytes: Number.MAX_SAFE_INTEGER, milliseconds: 30_000 });
  await expect(fetchPicture(`http://127.0.0.1:${server.port}/`)).rejects.toMatchObject({
    code: expect.stringMatching(/^IMAGE_UN/),
  });
  await closed;
});

it('answers TIMEOUT when headers, or the rest of a body, do not come', async () => {
  const server = await startServer((request, response) => {
    if (request.url === '/body') response.writeHead(200).write(png().subarray(0, 20));
  });
  const { fetchPicture } = fetcher({ ...local, milliseconds: 300 });
  for (const path of ['/headers', '/body']) {
    await expect(fetchPicture(`http://127.0.0.1:${server.port}${path}`)).rejects.toMatchObject({
      code: 'TIMEOUT',
      message: expect.stringContaining('MAX_URL_MS'),
    });
  }
});

it('stops with the reason of the caller’s signal', async () => {
  const controller = new AbortController();
  const server = await startServer(() => controller.abort(new Error('the client left')));
  const { fetchPicture } = fetcher(local);
  await expect(fetchPicture(`http://127.0.0.1:${server.port}/`, { signal: controller.signal })).rejects.toThrow(
    'the client left',
  );
});

it('answers URL_UNREACHABLE for refusals, cut connections and servers that are not there', async () => {
  const server = await startServer((request, response) => {
    if (request.url === '/404') response.writeHead(404).end();
    else if (request.url === '/204') response.writeHead(204).end();
    else if (request.url === '/nowhere') response.writeHead(302).end();
    else response.writeHead(200, { 'content-length': '9999' }).write(png(), () => response.destroy());
  });
  const { fetchPicture } = fetcher(local);
  for (const path of ['/404', '/204', '/nowhere', '/cut']) {
    await expect(fetchPicture(`http://127.0.0.1:${server.port}${path}`)).rejects.toMatchObject({
      code: 'URL_UNREACHABLE',
    });
  }
  await expect(fetchPicture('http://127.0.0.1:1/')).rejects.toMatchObject({ code: 'URL_UNREACHABLE' });
  const nameless = fetcher({ ...local, resolve: () => Promise.reject(new Error('ENOTFOUND')) });
  await expect(nameless.fetchPicture('http://no-such-name.test/')).rejects.toMatchObject({
    code: 'URL_UNREACHABLE',
    message: expect.stringContaining('spelling'),
  });
});

it('fetches from chosen hosts only, also after a redirect', async () => {
  const server = await startServer((request, response) => {
    if (request.url === '/away') response.writeHead(302, { location: `http://other.test:${server.port}/` }).end();
    else response.end(png());
  });
  const { fetchPicture } = fetcher({
    ...local,
    hosts: ['Pictures.test', '*.cdn.test'],
    resolve: async () => ['127.0.0.1'],
  });
  const at = (host: string, path = '/') => fetchPicture(`http://${host}:${server.port}${path}`);
  await expect(at('pictures.test')).resolves.toBeDefined();
  await expect(at('a.b.cdn.test')).resolves.toBeDefined();
  for (const host of ['cdn.test', 'evilpictures.test', 'pictures.test.evil.test', 'evilcdn.test', '127.0.0.1']) {
    await expect(at(host)).rejects.toMatchObject({
      code: 'URL_NOT_ALLOWED',
      message: expect.stringContaining('URL_HOSTS'),
    });
  }
  await expect(at('pictures.test', '/away')).rejects.toMatchObject({ code: 'URL_NOT_ALLOWED' });
});

it('fetches nothing where it is switched off', async () => {
  const server = await startServer((_request, response) => response.end(png()));
  const { fetchPicture } = fetcher({ ...local, enabled: false });
  await expect(fetchPicture(`http://127.0.0.1:${server.port}/`)).rejects.toMatchObject({
    code: 'URL_NOT_ALLOWED',
    message: expect.stringContaining('URL_PICTURES'),
  });
  expect(server.asked).toEqual([]);
});
