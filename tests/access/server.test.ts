import 'reflect-metadata';
import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, it } from 'vitest';
import { readConfig } from '../../src/config/index.js';
import { startServer } from '../../src/lifecycle.js';
import { send, upload } from '../support/graphql.js';
import { memoryLogger, startTestServer } from '../support/server.js';
import { photograph } from '../support/photograph.js';
import { makeKey, temporaryFolder } from './support.js';

const INGEST = /* GraphQL */ `
  mutation ($image: Upload!) {
    ingestImages(images: [{ image: { upload: $image } }]) {
      outcomes {
        status
        image {
          id
          url(width: 20)
        }
      }
    }
  }
`;

interface Ingested {
  ingestImages: { outcomes: { status: string; image: { id: string; url: string } }[] };
}

async function picture(): Promise<Blob> {
  return new File([new Uint8Array(await photograph(64, 48))], 'leopard.jpg', { type: 'image/jpeg' });
}

/** What a server says to the headers of a request, of which no body comes. */
async function statusLine(url: string, [first = '', ...headers]: readonly string[]): Promise<string> {
  const { host, hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.write([first, `Host: ${host}`, 'Content-Type: application/json', ...headers, '', ''].join('\r\n'));
  const [answer] = (await once(socket, 'data')) as [Buffer];
  socket.destroy();
  return answer.toString().split('\r\n')[0] ?? '';
}

it('opens nothing without a key, queries to a reading one, all to a writing one; pictures by signed address', async () => {
  const dataFolder = await temporaryFolder();
  const bearer = (key: string) => ({ headers: { authorization: `Bearer ${key}` } });
  const reader = bearer(await makeKey(dataFolder));
  const writer = bearer(await makeKey(dataFolder, { scope: 'write' }));
  const { url, endpoint, log } = await startTestServer({ dataFolder });

  const closed = await send(endpoint, '{ status { images } }');
  expect(closed).toMatchObject({ status: 401, errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
  expect((await send(endpoint, '{ status { images } }', {}, reader)).data).toEqual({ status: { images: 0 } });

  const refused = await upload(endpoint, INGEST, { image: await picture() }, reader);
  expect(refused).toMatchObject({ status: 403, errors: [{ extensions: { code: 'FORBIDDEN' } }] });
  expect((await send(endpoint, '{ status { images } }', {}, reader)).data).toEqual({ status: { images: 0 } });

  const stored = await upload<Ingested>(endpoint, INGEST, { image: await picture() }, writer);
  const image = stored.data?.ingestImages.outcomes[0]?.image;
  expect(image?.url).toMatch(new RegExp(`^${url}/images/[0-9a-f]{64}\\?width=20&expires=\\d+&signature=[\\w-]{43}$`));

  const shown = await fetch(image?.url ?? '', { headers: { accept: 'image/webp' } });
  expect([shown.status, shown.headers.get('content-type')]).toEqual([200, 'image/webp']);
  expect(shown.headers.get('cache-control')).toMatch(/^private, max-age=\d{4}, immutable$/);
  expect((await fetch(`${url}/images/${image?.id}`)).status).toBe(401);
  expect((await fetch(`${url}/images/${image?.id}`, reader)).status).toBe(200);
  expect((await fetch((image?.url ?? '').replace('width=20', 'width=30'))).status).toBe(403);

  // A person who opens the endpoint finds the explorer, but no operation runs in that way.
  const html = { headers: { accept: 'text/html' } };
  const landing = await fetch(endpoint, html);
  expect([landing.status, landing.headers.get('content-type')]).toEqual([200, expect.stringContaining('text/html')]);
  expect((await fetch(`${endpoint}?query={status{images}}`, html)).status).toBe(401);
  expect((await fetch(`${endpoint}?query={status{images}}`)).status).toBe(401);
  expect((await fetch(endpoint)).status).toBe(401);
  expect((await fetch(`${url}/schema.graphql`)).status).toBe(401);
  expect((await fetch(`${url}/schema.graphql`, reader)).status).toBe(200);

  expect((await fetch(`${endpoint}/more`, html)).status).toBe(401);
  expect((await fetch(`${url}/metrics`, html)).status).toBe(401);
  expect((await fetch(`${url}/metrics`, { ...html, method: 'HEAD' })).status).toBe(401);
  // One with a body is no person in a browser: it is refused before the body is read, or even there.
  for (const announced of ['Content-Length: 1000000', 'Transfer-Encoding: chunked']) {
    expect(await statusLine(url, ['GET /graphql HTTP/1.1', 'Accept: text/html', announced])).toContain(' 401 ');
  }

  // Probes of the orchestrator carry no key; no key is ever written to the log.
  expect((await fetch(`${url}/healthz`)).status).toBe(200);
  expect(JSON.stringify(log)).not.toContain('leo_');
});

it('counts requests for pictures with those for operations: wrong keys are slowed down, and a key past its limit gets none', async () => {
  const dataFolder = await temporaryFolder();
  const key = await makeKey(dataFolder, { scope: 'write', requestsPerMinute: 3 });
  const bearer = { headers: { authorization: `Bearer ${key}` } };
  const { url, endpoint } = await startTestServer({ dataFolder, settings: { REQUESTS_PER_MINUTE: '3' } });
  const stored = await upload<Ingested>(endpoint, INGEST, { image: await picture() }, bearer);
  const image = stored.data?.ingestImages.outcomes[0]?.image;
  const paths = [`/images/${image?.id}`, '/searches/none/picture', '/contact-sheets/none.png'];
  const statuses = async (options: RequestInit) => {
    const answers: [number, boolean][] = [];
    for (const path of [...paths, paths[0]]) {
      const { status, headers } = await fetch(`${url}${path}`, options);
      answers.push([status, headers.has('retry-after')]);
    }
    return answers;
  };

  expect(await statuses(bearer)).toEqual([
    [200, false],
    [404, false],
    [429, true],
    [429, true],
  ]);
  expect((await send(endpoint, '{ status { images } }', {}, bearer)).status).toBe(429);
  const wrong = { headers: { authorization: 'Bearer leo_wrong' } };
  expect((await statuses(wrong)).map(([status]) => status)).toEqual([401, 401, 401, 429]);
  expect((await statuses({})).map(([status]) => status)).toEqual([429, 429, 429, 429]);
  // Whoever was given the address of a picture sees it all the same: the page of somebody else shows it.
  expect((await fetch(image?.url ?? '')).status).toBe(200);
});

it('asks nobody for a key on loopback where there are none, and signs nothing', async () => {
  const { url, endpoint } = await startTestServer();
  const stored = await upload<Ingested>(endpoint, INGEST, { image: await picture() });
  const image = stored.data?.ingestImages.outcomes[0]?.image;
  expect(image?.url).toBe(`${url}/images/${image?.id}?width=20`);
  const shown = await fetch(image?.url ?? '');
  expect([shown.status, shown.headers.get('cache-control')]).toEqual([200, 'public, max-age=31536000, immutable']);
});

it('does not start on another address without keys, and leaves nothing behind', async () => {
  const dataFolder = await temporaryFolder();
  const start = (settings: Record<string, string>) =>
    startServer(
      readConfig({ PORT: '0', HOST: '0.0.0.0', DATA_FOLDER: dataFolder, ENCODER_WORKERS: '1', ...settings }),
      memoryLogger([]),
    );
  await expect(start({})).rejects.toMatchObject({ code: 'ACCESS_UNPROTECTED' });
  await makeKey(dataFolder);
  const server = await start({});
  await server.stop();
});

it('keeps forms of foreign sites out: a request that needs no preflight is refused', async () => {
  const { endpoint } = await startTestServer();
  const form = new FormData();
  form.set('operations', JSON.stringify({ query: 'mutation { deleteImages(ids: []) { deleted } }' }));
  form.set('map', '{}');
  expect((await fetch(endpoint, { method: 'POST', body: form })).status).toBe(400);
  const plain = await fetch(endpoint, { method: 'POST', body: '{"query":"{ status { images } }"}' });
  expect(plain.status).toBeGreaterThanOrEqual(400);
});
