import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createAddressSigner, createPictureAddresses } from '../../src/http/pictures/index.js';
import { leopard, makeKey, startGuarded, temporaryFolder } from './support.js';

const id = 'a'.repeat(64);
const signer = createAddressSigner({ secret: Buffer.alloc(32), lifetimeSeconds: 60 });

async function startClosed(env: Record<string, string> = {}) {
  const folder = await temporaryFolder();
  const key = await makeKey(folder);
  const clock = { time: Date.parse('2030-01-01T00:00:01Z') };
  const server = await startGuarded({ folder, env, now: () => clock.time });
  const addresses = createPictureAddresses({ signer: server.signer, maximumSide: 4096 })(server.origin, {
    signed: true,
  });
  const get = (address: string, headers: Record<string, string> = {}) =>
    server.ask(address.replace(server.origin, ''), { method: 'GET', headers });
  return { folder, server, clock, addresses, get, key };
}

it('signs addresses where keys are asked for; they open that picture in that size until they expire', async () => {
  const { addresses, get, clock } = await startClosed({ SIGNED_URL_SECONDS: '3600' });
  const address = addresses.image(id, { width: 480, height: 480 });
  const opened = await get(address);
  expect(opened).toMatchObject({ status: 200, body: { shared: false } });
  expect(opened.body['seconds']).toBeGreaterThanOrEqual(3600);
  expect(opened.body['seconds']).toBeLessThanOrEqual(3600 * 1.25);

  for (const changed of [
    address.replace('width=480', 'width=4096'),
    address.replace('height=480', 'height=481'),
    address.replace('width=480&', ''),
    address.replace(id, 'b'.repeat(64)),
    address.replace(/expires=\d+/, 'expires=99999999999'),
    address.replace(/signature=./, 'signature='),
  ]) {
    expect((await get(changed)).error?.extensions.code ?? changed).toMatch(/^(FORBIDDEN|UNAUTHENTICATED)$/);
  }
  expect((await get(`/images/${id}`)).error?.extensions.code).toBe('UNAUTHENTICATED');

  clock.time += 3599_000;
  expect((await get(address)).status).toBe(200);
  clock.time += 902_000;
  expect((await get(address)).error?.extensions.code).toBe('FORBIDDEN');
});

it('opens pictures to keys too', async () => {
  const { get, key } = await startClosed();
  expect((await get(`/images/${id}`, { authorization: `Bearer ${key}` })).body).toEqual({ shared: false });
  expect((await get(`/images/${id}`, { authorization: 'Bearer leo_wrong' })).status).toBe(401);
});

it('keeps one address for a while, so that caches can keep the picture', async () => {
  const { addresses, clock } = await startClosed({ SIGNED_URL_SECONDS: '3600' });
  const first = addresses.image(id);
  clock.time += 898_000;
  expect(addresses.image(id)).toBe(first);
  clock.time += 900_000;
  expect(addresses.image(id)).not.toBe(first);
});

it('keeps its secret over restarts, in a database that nobody else reads, until it is told to make a new one', async () => {
  const { folder, addresses, clock } = await startClosed();
  const { pathname, search } = new URL(addresses.image(id));
  const openedAgain = async () =>
    (await startGuarded({ folder, now: () => clock.time })).ask(`${pathname}${search}`, { method: 'GET' });
  for (const name of await readdir(folder))
    if (process.platform !== 'win32' && name.startsWith('leopard.db'))
      expect([name, (await stat(join(folder, name))).mode & 0o777]).toEqual([name, 0o600]);
  expect((await openedAgain()).status).toBe(200);
  expect(await leopard(folder, 'keys', 'void-addresses')).toMatchObject({ code: 0 });
  expect((await openedAgain()).error?.extensions.code).toBe('FORBIDDEN');
});

it.each([
  ['http://localhost:4000', undefined, `http://localhost:4000/images/${id}?width=10`],
  ['http://localhost:4000', 'https://pictures.example', `https://pictures.example/images/${id}?width=10`],
  [
    'http://localhost:4000',
    'https://pictures.example/leopard/',
    `https://pictures.example/leopard/images/${id}?width=10`,
  ],
])('asked as %s with PUBLIC_URL %s it answers %s', (origin, publicUrl, address) => {
  expect(
    createPictureAddresses({ publicUrl, signer, maximumSide: 4096 })(origin, { signed: false }).image(id, {
      width: 10,
      height: null,
    }),
  ).toBe(address);
});

it('refuses sizes that the picture routes refuse', () => {
  const addresses = createPictureAddresses({ signer, maximumSide: 4096 })('http://localhost', { signed: false });
  expect(() => addresses.image(id, { width: 0 })).toThrow(expect.objectContaining({ code: 'BAD_USER_INPUT' }));
  expect(() => addresses.queryPicture('x', { height: 5000 })).toThrow(
    expect.objectContaining({ code: 'LIMIT_EXCEEDED' }),
  );
});
