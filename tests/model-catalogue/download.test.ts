import { open, readdir, readFile, writeFile, mkdir } from 'node:fs/promises';
import { createServer } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { diskError } from '../../src/services/encoder/models/download/disk.js';
import { answer, cutAfter, type Handler, LocalHub } from './local-hub.js';
import { entry, HUB_PATH, noise, sha256, useHub, WEIGHTS } from './support.js';

const { context, install } = useHub();
const weights = () => readFile(join(context.folder, 'small', 'model.pth'));
const ranges = () => context.hub.seen.map(({ range }) => range);

/** What an earlier run left behind. */
async function leave(part: Buffer, etag: string): Promise<void> {
  await mkdir(join(context.folder, 'small'));
  await writeFile(join(context.folder, 'small', 'model.pth.part'), part);
  await writeFile(join(context.folder, 'small', 'model.pth.part.etag'), etag);
}

const tag = `"${sha256(WEIGHTS)}"`;

describe('a download that is cut', () => {
  it('at 99 % asks for the last percent only, of the same file', async () => {
    context.hub.script.push(cutAfter(0.99, context.progress));
    await install(entry());
    expect(sha256(await weights())).toBe(sha256(WEIGHTS));
    expect(ranges()).toEqual([undefined, 'bytes=297000-']);
    expect(context.hub.seen[1]?.ifRange).toBe(tag);
  });

  it('a dozen times still gets there, since each time brings something', async () => {
    context.hub.script.push(...Array.from({ length: 12 }, () => cutAfter(0.3, context.progress)));
    await install(entry());
    expect(sha256(await weights())).toBe(sha256(WEIGHTS));
  });

  it('again and again without a byte ends, keeps what is there, and the next run continues', async () => {
    context.hub.script.push(
      cutAfter(0.5, context.progress),
      ...Array.from({ length: 5 }, () => cutAfter(0, context.progress)),
    );
    await expect(install(entry())).rejects.toMatchObject({
      code: 'DOWNLOAD_INCOMPLETE',
      message: expect.stringContaining('Run the command again: it continues where it stopped') as string,
    });
    await install(entry());
    expect(ranges().at(-1)).toBe('bytes=150000-');
    expect(sha256(await weights())).toBe(sha256(WEIGHTS));
  });

  it('of a file of unknown size is not taken for its end', async () => {
    const chunked: Handler = (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/octet-stream' });
      response.write(WEIGHTS.subarray(0, 1000));
      void context.progress.reached(1000).then(() => response.destroy());
    };
    context.hub.script.push(chunked);
    await install(entry({ bytes: undefined, sha256: undefined }));
    expect(sha256(await weights())).toBe(sha256(WEIGHTS));
  });
});

describe('what an earlier run left', () => {
  it('is continued', async () => {
    await leave(WEIGHTS.subarray(0, 1234), tag);
    await install(entry());
    expect(ranges()).toEqual(['bytes=1234-']);
    expect(sha256(await weights())).toBe(sha256(WEIGHTS));
  });

  it('is thrown away where the hub has another file by now', async () => {
    await leave(noise(1234, 9), '"of another file"');
    await install(entry());
    expect(sha256(await weights())).toBe(sha256(WEIGHTS));
  });

  it('is complete where the hub says that there is no more (416)', async () => {
    await leave(WEIGHTS, tag);
    await install(entry({ bytes: undefined, sha256: undefined }));
    expect(ranges()).toEqual([`bytes=${WEIGHTS.length}-`]);
    expect(sha256(await weights())).toBe(sha256(WEIGHTS));
  });

  it('is thrown away where it is longer than the file (416)', async () => {
    await leave(noise(WEIGHTS.length + 5, 4), tag);
    await install(entry());
    expect(sha256(await weights())).toBe(sha256(WEIGHTS));
  });

  it('and is damaged is found out by its hash and deleted', async () => {
    await leave(noise(1234, 5), tag);
    await expect(install(entry())).rejects.toMatchObject({
      code: 'HASH_MISMATCH',
      message: expect.stringContaining(`expected ${sha256(WEIGHTS)}`) as string,
    });
    expect(await readdir(join(context.folder, 'small'))).toEqual([]);
    await install(entry());
    expect(sha256(await weights())).toBe(sha256(WEIGHTS));
  });
});

describe('redirects', () => {
  it('are followed; the token stays with the hub', async () => {
    const store = await LocalHub.start();
    store.files.set('/bucket/object?signature=abc', { content: WEIGHTS });
    context.hub.script.push(
      answer(307, { location: '/moved/model.pth' }),
      answer(302, { location: `${store.address}/bucket/object?signature=abc` }),
    );
    await install(entry(), { hub: context.hub.client({ token: 'hf_secret' }) });
    expect(context.hub.seen.map(({ path, authorization }) => [path, authorization])).toEqual([
      [HUB_PATH, 'Bearer hf_secret'],
      ['/moved/model.pth', 'Bearer hf_secret'],
    ]);
    expect(store.seen.map(({ authorization }) => authorization)).toEqual([undefined]);
    expect(sha256(await weights())).toBe(sha256(WEIGHTS));
    await store.close();
  });

  it('that never end are refused', async () => {
    context.hub.script.push(...Array.from({ length: 6 }, () => answer(302, { location: HUB_PATH })));
    await expect(install(entry())).rejects.toMatchObject({ code: 'HUB_ANSWER' });
  });
});

describe('a hub that does not send the file', () => {
  const page = '<!doctype html><title>Log in to the network</title>';
  it.each([
    [404, {}, '', 'HUB_FILE_NOT_FOUND', /no such file \(404\).*HF_ENDPOINT/],
    [401, {}, '', 'HUB_FORBIDDEN', /Set HF_TOKEN/],
    [403, {}, '', 'HUB_FORBIDDEN', /Set HF_TOKEN/],
    [
      200,
      { 'content-type': 'text/html; charset=utf-8' },
      page,
      'HUB_NOT_A_FILE',
      /web page where a file was asked for/,
    ],
    [200, { 'content-length': '5' }, 'short', 'HUB_WRONG_SIZE', /has 5 bytes; 300000 were expected/],
    [204, {}, '', 'HUB_ANSWER', /answered 204/],
  ])('but answers %d %o ends in a code', async (status, headers, body, code, message) => {
    context.hub.script.push(answer(status, headers, body));
    await expect(install(entry())).rejects.toMatchObject({ code, message: expect.stringMatching(message) as string });
    expect(context.hub.seen).toHaveLength(1);
    expect(await readdir(join(context.folder, 'small'))).toEqual([]);
  });

  it('for a while is asked again', async () => {
    context.hub.script.push(answer(503), answer(429), answer(500));
    await expect(install(entry())).resolves.toMatchObject({ changed: true });
  });

  it('at all is given up', async () => {
    context.hub.script.push(...Array.from({ length: 5 }, () => answer(503)));
    await expect(install(entry())).rejects.toMatchObject({ code: 'HUB_ANSWER' });
    expect(context.hub.seen).toHaveLength(5);
  });

  it('cannot be reached', async () => {
    const gone = await LocalHub.start();
    const client = gone.client();
    await gone.close();
    await expect(install(entry(), { hub: client })).rejects.toMatchObject({
      code: 'HUB_UNREACHABLE',
      message: expect.stringMatching(/HTTPS_PROXY and HF_ENDPOINT.*--from/) as string,
    });
  });

  it('is not asked offline', async () => {
    const offline = context.hub.client({ offline: true });
    await expect(install(entry(), { hub: offline })).rejects.toMatchObject({
      code: 'HUB_OFFLINE',
      message: expect.stringContaining('--from') as string,
    });
    expect(context.hub.seen).toEqual([]);
  });

  it('has the right size but other content', async () => {
    context.hub.files.set(HUB_PATH, { content: noise(WEIGHTS.length, 6) });
    await expect(install(entry())).rejects.toMatchObject({ code: 'HASH_MISMATCH' });
    expect(await readdir(join(context.folder, 'small'))).toEqual([]);
  });
});

it('goes through a proxy, but for the hosts named as exceptions', async () => {
  const tunnels: string[] = [];
  const proxy = createServer().on('connect', (request, socket) => {
    tunnels.push(request.url ?? '');
    const { hostname, port } = new URL(`http://${request.url}`);
    const upstream = connect(Number(port), hostname, () => {
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      upstream.pipe(socket).pipe(upstream);
    });
    upstream.on('error', () => socket.destroy());
    socket.on('error', () => upstream.destroy());
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const httpProxy = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  try {
    await install(entry(), { hub: context.hub.client({ httpProxy, noProxy: '127.0.0.1' }) });
    expect(tunnels).toEqual([]);
    await install({ ...entry(), id: 'through' }, { hub: context.hub.client({ httpProxy }) });
    expect(tunnels).toEqual([new URL(context.hub.address).host]);
  } finally {
    proxy.closeAllConnections();
    proxy.close();
  }
});

it('explains a disk that is full', async () => {
  const full = await open('/dev/full', 'w');
  const error: unknown = await full.writeFile('x').catch((reason: unknown) => diskError(reason, 'model.pth'));
  await full.close();
  expect(error).toMatchObject({
    code: 'DISK_FULL',
    message: expect.stringContaining('run the command again to continue') as string,
  });
});
