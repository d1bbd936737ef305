import { readFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import { type AddressInfo } from 'node:net';
import { buildConnector } from 'undici';
import { expect, it, onTestFinished } from 'vitest';
import { type Dial, systemDial } from '../../src/services/collection/sources/connector.js';
import { fetcher, png, startServer } from './support.js';

const fixture = (name: string) => readFile(new URL(`../fixtures/sources/${name}`, import.meta.url));
const certificate = await fixture('pictures.test.cert.pem');

async function startTls() {
  const asked: string[] = [];
  const server = createServer(
    { cert: certificate, key: await fixture('pictures.test.key.pem') },
    (request, response) => {
      asked.push(request.headers.host ?? '');
      response.end(png());
    },
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, asked };
}

const local = { permits: () => true, ports: ['*'], resolve: async () => ['127.0.0.1'] };

/** The product's connection, with the test's certificate trusted. */
const trusting: Dial = (target, callback) =>
  buildConnector({
    ca: certificate,
    lookup: (_host, options, done) =>
      options.all ? done(null, [{ address: '127.0.0.1', family: 4 }]) : done(null, '127.0.0.1', 4),
  })(target, callback);

it('proves the name in the certificate, although it dials the checked address', async () => {
  const server = await startTls();
  const { fetchPicture } = fetcher({ ...local, dial: trusting });
  await expect(fetchPicture(`https://pictures.test:${server.port}/a.png`)).resolves.toMatchObject({
    fileName: 'a.png',
  });
  await expect(fetchPicture(`https://other.test:${server.port}/a.png`)).rejects.toMatchObject({
    code: 'URL_UNREACHABLE',
  });
  expect(server.asked).toEqual([`pictures.test:${server.port}`]);
});

it('refuses a certificate that nobody vouches for', async () => {
  const server = await startTls();
  const { fetchPicture } = fetcher({ ...local, dial: systemDial(5_000) });
  await expect(fetchPicture(`https://pictures.test:${server.port}/a.png`)).rejects.toMatchObject({
    code: 'URL_UNREACHABLE',
  });
  expect(server.asked).toEqual([]);
});

it('tries the next address of a name where one does not answer', async () => {
  const server = await startServer((_request, response) => response.end(png()));
  const { fetchPicture } = fetcher({ ...local, resolve: async () => ['127.0.0.2', '127.0.0.1'] });
  await expect(fetchPicture(`http://pictures.test:${server.port}/a.png`)).resolves.toBeDefined();
});
