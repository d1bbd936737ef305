import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { leopard, startGuarded, temporaryFolder } from './support.js';

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

it('keeps hashes only, in a file that nobody else reads', async () => {
  const folder = await temporaryFolder();
  const { key } = await create(folder);
  const path = join(folder, 'keys.json');
  const kept = await readFile(path, 'utf8');
  expect(kept).not.toContain(key);
  // After `leo_<id>_`; the secret itself may have such lines in it.
  expect(kept).not.toContain(key.slice('leo_00000000_'.length));
  if (process.platform !== 'win32') expect((await stat(path)).mode & 0o777).toBe(0o600);
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
  expect(await leopard(folder, 'keys', 'revoke', '00000000')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('KEY_NOT_FOUND'),
  });
  await writeFile(join(folder, 'keys.json'), '{');
  expect(await leopard(folder, 'keys', 'list')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('KEYS_UNREADABLE'),
  });
});

it('makes two keys at a time without losing one', async () => {
  const folder = await temporaryFolder();
  const outcomes = await Promise.all([1, 2, 3].map(() => leopard(folder, 'keys', 'create')));
  const made = outcomes.filter(({ code }) => code === 0);
  for (const { stderr } of outcomes.filter(({ code }) => code !== 0)) expect(stderr).toContain('KEYS_BUSY');
  const { stdout } = await leopard(folder, 'keys', 'list', '--json');
  expect(JSON.parse(stdout)).toHaveLength(made.length);
});
