import { expect, it } from 'vitest';
import { isLoopbackHost, requireSafeListening } from '../../src/http/access/index.js';
import { makeKey, startGuarded, temporaryFolder } from './support.js';

it.each([
  ['localhost:4000', 200],
  ['LOCALHOST', 200],
  ['app.localhost:4000', 200],
  ['127.0.0.1', 200],
  ['[::1]:4000', 200],
  ['192.168.1.20:4000', 200],
  ['pictures.example', 200],
  ['pictures.example.:443', 200],
  ['inside.example:8080', 200],
  ['evil.example', 403],
  ['pictures.example.evil.example', 403],
  ['localhost.evil.example', 403],
  ['127.0.0.1.evil.example', 403],
  ['xlocalhost', 403],
  ['a b', 400],
  ['localhost/evil', 400],
  ['pictures.example/leopard', 400],
])('asked as %s it answers %i', async (host, status) => {
  const env = { PUBLIC_URL: 'https://pictures.example/leopard', ALLOWED_HOSTS: 'inside.example' };
  const server = await startGuarded({ folder: await temporaryFolder(), env });
  const answer = await server.ask('/graphql', { headers: { host } });
  expect(answer.status).toBe(status);
  if (status === 403) {
    expect(answer.error).toMatchObject({
      message: expect.stringContaining('docs/access.md'),
      extensions: { code: 'FORBIDDEN' },
    });
  }
});

it('listens beyond loopback only with keys, or when told that it may', () => {
  const closed = { keysRequired: false, allowOpenAccess: false };
  for (const host of ['127.0.0.1', '127.1.2.3', '::1', 'localhost', '[::1]']) {
    expect(isLoopbackHost(host)).toBe(true);
    expect(() => requireSafeListening({ host, ...closed })).not.toThrow();
  }
  for (const host of ['0.0.0.0', '::', '192.168.1.20', 'example.com', '::ffff:10.0.0.1']) {
    expect(() => requireSafeListening({ host, ...closed })).toThrow(/leopard keys create.*ALLOW_OPEN_ACCESS/s);
    expect(() => requireSafeListening({ host, ...closed, keysRequired: true })).not.toThrow();
    expect(() => requireSafeListening({ host, ...closed, allowOpenAccess: true })).not.toThrow();
  }
});

it('counts the requests of each key by itself, and says when to come back', async () => {
  const folder = await temporaryFolder();
  const [one, two] = [await makeKey(folder), await makeKey(folder, { requestsPerMinute: 5 })];
  const server = await startGuarded({ folder, env: { REQUESTS_PER_MINUTE: '3' } });
  const ask = (key: string) => server.ask('/graphql', { headers: { authorization: `Bearer ${key}` } });
  const statuses = async (key: string, times: number) => {
    const found: number[] = [];
    for (let time = 0; time < times; time++) found.push((await ask(key)).status);
    return found;
  };
  expect(await statuses(one, 4)).toEqual([200, 200, 200, 429]);
  expect(await statuses(two, 6)).toEqual([200, 200, 200, 200, 200, 429]);
  const refused = await ask(one);
  expect(refused.error).toMatchObject({ extensions: { code: 'RATE_LIMITED' } });
  expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
  expect(Number(refused.headers['retry-after'])).toBeLessThanOrEqual(60);
  // Requests without a key are counted too, apart from those with one.
  const wrong = async () => (await ask('leo_wrong')).status;
  expect([await wrong(), await wrong(), await wrong(), await wrong()]).toEqual([401, 401, 401, 429]);
});

it('counts no requests of somebody at this machine, but those that a proxy passes on', async () => {
  const server = await startGuarded({ folder: await temporaryFolder(), env: { REQUESTS_PER_MINUTE: '1' } });
  const forwarded = { headers: { 'x-forwarded-for': '93.184.215.14' } };
  for (let time = 0; time < 5; time++) expect((await server.ask('/graphql')).status).toBe(200);
  expect((await server.ask('/graphql', forwarded)).status).toBe(200);
  expect((await server.ask('/graphql', forwarded)).status).toBe(429);
});

it('counts each address behind a proxy that is believed, and nobody else’s word for it', async () => {
  const folder = await temporaryFolder();
  const from = (address: string) => ({ headers: { 'x-forwarded-for': address } });
  for (const [proxies, second] of [
    ['1', 200],
    ['0', 429],
  ] as const) {
    const server = await startGuarded({ folder, env: { REQUESTS_PER_MINUTE: '1', TRUST_PROXY: proxies } });
    expect((await server.ask('/graphql', from('93.184.215.14'))).status).toBe(200);
    expect((await server.ask('/graphql', from('93.184.215.15'))).status).toBe(second);
    expect((await server.ask('/graphql', from('93.184.215.14'))).status).toBe(429);
  }
});

it('lets pages of chosen origins in, and no others', async () => {
  const preflight = (origin: string) => ({
    method: 'OPTIONS' as const,
    headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization' },
  });
  const folder = await temporaryFolder();
  const closed = await startGuarded({ folder });
  expect((await closed.ask('/graphql', preflight('https://shop.example'))).headers).not.toHaveProperty(
    'access-control-allow-origin',
  );
  const open = await startGuarded({ folder, env: { CORS_ORIGINS: 'https://shop.example, http://localhost:5173' } });
  const allowed = await open.ask('/graphql', preflight('http://localhost:5173'));
  expect(allowed.headers).toMatchObject({
    'access-control-allow-origin': 'http://localhost:5173',
    'access-control-allow-headers': 'authorization',
  });
  expect(allowed.headers).not.toHaveProperty('access-control-allow-credentials');
  expect((await open.ask('/graphql', preflight('https://evil.example'))).headers).not.toHaveProperty(
    'access-control-allow-origin',
  );
  const any = await startGuarded({ folder, env: { CORS_ORIGINS: '*' } });
  expect((await any.ask('/graphql', preflight('https://evil.example'))).headers['access-control-allow-origin']).toBe(
    '*',
  );
});

it('tells browsers to run nothing inline and to load nothing from elsewhere', async () => {
  const server = await startGuarded({
    folder: await temporaryFolder(),
    env: { PUBLIC_URL: 'https://pictures.example/a' },
  });
  const { headers } = await server.ask('/graphql');
  expect(headers['content-security-policy']).toContain("default-src 'none'");
  expect(headers['content-security-policy']).toContain("script-src 'self';");
  expect(headers['content-security-policy']).toContain("img-src 'self' data: blob: https://pictures.example;");
  expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'same-origin' });
  expect(headers).not.toHaveProperty('x-powered-by-leopard');
});
