import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { leopard, leopardProcess, startGuarded, temporaryFolder } from './support.js';

const bearer = (key: string) => ({ headers: { authorization: `Bearer ${key}` } });

async function create(folder: string, ...args: string[]): Promise<{ id: string; key: string }> {
  const { stdout, code } = await leopard(folder, 'keys', 'create', '--json', ...args);
  expect(code).toBe(0);
  return JSON.parse(stdout) as { id: string; key: string };
}

it('makes, lists and revokes keys, which count in a running server within a second', async () => {
  const folder = await temporaryFolder();
  let time = Date.parse('2030-01-01T00:00:00Z');
  const server = await startGuarded({ folder, now: () => time });
  expect(await server.ask('/graphql')).toMatchObject({ status: 200, body: { mayWrite: true } });

  const reader = await create(folder, '--name', 'shop page');
  const writer = await create(folder, '--scope', 'write');
  time += 1000;
  expect(await server.ask('/graphql')).toMatchObject({
    status: 401,
    error: { extensions: { code: 'UNAUTHENTICATED' } },
  });
  expect(await server.ask('/graphql', bearer(reader.key))).toMatchObject({ status: 200, body: { mayWrite: false } });
  expect(await server.ask('/graphql', bearer(writer.key))).toMatchObject({ status: 200, body: { mayWrite: true } });

  const { stdout } = await leopard(folder, 'keys', 'list');
  expect(stdout).toMatch(new RegExp(`${reader.id}  read .*never  shop page\n${writer.id}  write`));
  expect(stdout).not.toContain(reader.key);

  expect(await leopard(folder, 'keys', 'revoke', reader.id)).toMatchObject({ code: 0 });
  time += 1000;
  expect(await server.ask('/graphql', bearer(reader.key))).toMatchObject({ status: 401 });
  expect(await server.ask('/graphql', bearer(writer.key))).toMatchObject({ status: 200 });

  // The last one gone, a server that was closed does not become open.
  await leopard(folder, 'keys', 'revoke', writer.id);
  time += 1000;
  expect(await server.ask('/graphql')).toMatchObject({ status: 401 });
});

it('keeps hashes only', async () => {
  const folder = await temporaryFolder();
  const { key } = await create(folder);
  for (const name of await readdir(folder)) {
    const kept = await readFile(join(folder, name)).catch(() => Buffer.alloc(0));
    // After `leo_<id>_`; the secret itself may have such lines in it.
    expect([name, kept.includes(key.slice('leo_00000000_'.length))]).toEqual([name, false]);
  }
});

it('refuses keys that are wrong, cut, of another id or expired', async () => {
  const folder = await temporaryFolder();
  const { key } = await create(folder, '--days', '1');
  const other = await create(folder);
  let time = Date.now();
  const server = await startGuarded({ folder, now: () => time });
  expect(await server.ask('/graphql', bearer(key))).toMatchObject({ status: 200 });
  const flipped = `${key.slice(0, -1)}${key.endsWith('A') ? 'B' : 'A'}`;
  const swapped = `leo_${other.id}_${key.slice(13)}`;
  for (const wrong of [flipped, swapped, key.slice(0, -1), `${key}A`, 'leo_', 'x'.repeat(10_000)]) {
    const answer = await server.ask('/graphql', bearer(wrong));
    expect(answer).toMatchObject({ status: 401, error: { message: expect.stringContaining('leopard keys create') } });
    expect(answer.headers['www-authenticate']).toMatch(/^Bearer/);
  }
  expect(await server.ask('/graphql', { headers: { authorization: `Basic ${key}` } })).toMatchObject({ status: 401 });
  time += 86_400_000;
  expect(await server.ask('/graphql', bearer(key))).toMatchObject({ status: 401 });
});

it('names what is wrong with a call', async () => {
  const folder = await temporaryFolder();
  await create(folder);
  expect(await leopard(folder, 'keys', 'revoke', '00000000')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('KEY_NOT_FOUND'),
  });
});

it('makes keys at a time without losing one, and in an empty folder before the first start', async () => {
  const folder = await temporaryFolder();
  expect(await leopard(folder, 'keys', 'create')).toMatchObject({ code: 0 });
  const outcomes = await Promise.all([1, 2].map(() => leopardProcess(folder, 'keys', 'create')));
  expect(outcomes.map(({ code, stderr }) => [code, stderr])).toEqual(outcomes.map(() => [0, expect.any(String)]));
  const { stdout } = await leopard(folder, 'keys', 'list', '--json');
  expect(JSON.parse(stdout)).toHaveLength(3);
});

it.each([['create'], ['list'], ['revoke', '00000000'], ['void-addresses']])(
  'keys %s makes no collection of a mistyped name',
  async (...args) => {
    const folder = await temporaryFolder();
    const mistyped = join(folder, 'dta');
    const other = join(folder, 'pictures');
    await mkdir(other);
    await writeFile(join(other, 'a.jpg'), '');
    for (const place of [mistyped, other]) {
      expect(await leopard(place, 'keys', ...args)).toMatchObject({
        code: 1,
        stdout: '',
        stderr: expect.stringContaining(`STORE_NOT_FOUND: There is no image store in ${place}.`),
      });
    }
    expect([await readdir(folder), await readdir(other)]).toEqual([['pictures'], ['a.jpg']]);
  },
);
