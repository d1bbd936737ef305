import { afterAll, beforeAll, expect, it } from 'vitest';
import { readConfig } from '../../src/config/index.js';
import { openShared } from '../../src/services/storage/shared.js';
import { PostgresServer } from '../support/postgres.js';
import { S3Server } from '../support/s3-server.js';

let postgres: PostgresServer;
let s3: S3Server;
beforeAll(async () => {
  [postgres, s3] = await Promise.all([PostgresServer.start(), S3Server.start()]);
  // The first time, their programs are installed.
}, 900_000);
afterAll(() => Promise.all([postgres?.stop(), s3?.stop()]));

const MILVUS = { VECTOR_STORE: 'http://127.0.0.1:1' };
const settings = async (): Promise<Record<string, string>> => ({
  ...{ DATABASE_URL: await postgres.database(), DATABASE_MS: '2000' },
  ...(await s3.bucket()),
  ...MILVUS,
});

/** What is said where it does not open; the storage's deployment where it does. */
async function opened(
  overrides: Record<string, string> = {},
  create = true,
): Promise<{ code: string; message: string }> {
  const { storage } = readConfig({ ...(await settings()), ...overrides });
  try {
    const { deployment, close } = await openShared(storage, { create, migrate: true });
    await close();
    return { code: 'opened', message: deployment };
  } catch (error) {
    return error as { code: string; message: string };
  }
}

it.each([
  [{ DATABASE_URL: 'postgres://h/d', ...MILVUS }, 'DATABASE_URL', 'OBJECT_STORE'],
  [{ DATABASE_URL: 'postgres://h/d', OBJECT_STORE: 's3://bucket' }, 'DATABASE_URL', 'VECTOR_STORE'],
  [
    { DATABASE_URL: 'postgres://h/d', OBJECT_STORE: 's3://bucket', VECTOR_STORE: 'x.db' },
    'DATABASE_URL',
    'VECTOR_STORE',
  ],
  [{ OBJECT_STORE: 's3://bucket' }, 'OBJECT_STORE', 'DATABASE_URL'],
  [{ AWS_ACCESS_KEY_ID: 'a' }, 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'],
])('settings that do not go together are refused, both named: %j', (chosen, one, other) => {
  expect(() => readConfig(chosen)).toThrow(expect.objectContaining({ code: 'CONFIGURATION_INVALID' }) as Error);
  expect(() => readConfig(chosen)).toThrow(new RegExp(`${one}, ${other}`));
});

it('servers that start for the first time at the same time have one deployment', async () => {
  for (let n = 0; n < 8; n++) {
    const deployment = await settings();
    const said = await Promise.all(Array.from({ length: 6 }, () => opened(deployment)));
    expect(said.map(({ code }) => code)).toEqual(Array.from(said, () => 'opened'));
    expect(new Set(said.map(({ message }) => message)).size).toBe(1);
  }
});

it('a database that does not let the server in, or is not there, is told apart, and no secret is said', async () => {
  const url = await postgres.database();
  const said = [
    await opened({ DATABASE_URL: url.replace(/:[^:@]+@/, ':wrong@') }),
    await opened({ DATABASE_URL: url.replace('//leopard:', '//nobody:') }),
    await opened({ DATABASE_URL: `${url}x` }),
    await opened({ DATABASE_URL: url.replace(/:\d+\//, ':1/') }),
    await opened({ DATABASE_URL: url, DATABASE_TLS: 'verify' }),
  ];
  expect(said.map(({ code }) => code)).toEqual([
    ...['DATABASE_UNAUTHENTICATED', 'DATABASE_UNAUTHENTICATED', 'DATABASE_NOT_FOUND', 'DATABASE_UNREACHABLE'],
    'DATABASE_TLS_FAILED',
  ]);
  for (const { message } of said) {
    expect(message).toContain('postgres://127.0.0.1:');
    expect(message).not.toMatch(/wrong|of the tests|of%20the%20tests/);
  }
});

it('a database that is read-only, of another program, of a newer version, or without tables for a command that makes none', async () => {
  const [readOnly, foreign, newer] = [await postgres.database(), await postgres.database(), await postgres.database()];
  const nameOf = (url: string) => new URL(url).pathname.slice(1);
  await postgres.query(`alter database ${nameOf(readOnly)} set default_transaction_read_only = on`);
  await postgres.query('create table image(id int)', nameOf(foreign));
  expect((await opened({ DATABASE_URL: newer })).code).toBe('opened');
  await postgres.query("insert into migration values (99, 'x', 'y')", nameOf(newer));
  expect((await opened({ DATABASE_URL: readOnly })).code).toBe('DATABASE_READ_ONLY');
  expect(await opened({ DATABASE_URL: foreign })).toMatchObject({ code: 'STORE_FOREIGN' });
  expect((await opened({ DATABASE_URL: newer })).code).toBe('STORE_TOO_NEW');
  expect((await opened({}, false)).code).toBe('STORE_NOT_FOUND');
});

it('a server’s role needs no right to make tables once they are there; where they are not, that is said', async () => {
  const url = await postgres.database();
  const database = new URL(url).pathname.slice(1);
  const role = `server_${database}`;
  await postgres.query(`create role ${role} login password 'of the tests'`);
  const asServer = postgres.url(database, role);
  expect((await opened({ DATABASE_URL: asServer })).code).toBe('DATABASE_FORBIDDEN');
  const bucket = await s3.bucket();
  expect((await opened({ DATABASE_URL: url, ...bucket })).code).toBe('opened');
  await postgres.query(`grant select, insert, update, delete on all tables in schema public to ${role}`, database);
  expect((await opened({ DATABASE_URL: asServer, ...bucket })).code).toBe('opened');
});

it('an object store without bucket or permission, or of another deployment, is told apart, and nothing is touched', async () => {
  const bucket = await s3.bucket();
  const { OBJECT_STORE = '' } = bucket;
  expect((await opened({ OBJECT_STORE: 's3://no-such-bucket/x' })).code).toBe('OBJECT_STORE_NOT_FOUND');
  const wrong = await opened({ ...bucket, AWS_SECRET_ACCESS_KEY: 'not the secret' });
  expect(wrong.code).toBe('OBJECT_STORE_FORBIDDEN');
  expect(wrong.message).not.toContain('not the secret');
  expect((await opened({ ...bucket, AWS_ENDPOINT_URL: 'http://127.0.0.1:1' })).code).toBe('OBJECT_STORE_UNREACHABLE');
  const url = await postgres.database();
  const first = await opened({ DATABASE_URL: url, ...bucket });
  expect(first.code).toBe('opened');
  expect(await opened({ DATABASE_URL: url, ...bucket })).toEqual(first);
  expect(await opened({ ...bucket, OBJECT_STORE })).toMatchObject({ code: 'OBJECT_STORE_FOREIGN' });
  expect(await opened({ DATABASE_URL: url, ...bucket })).toEqual(first);
});
