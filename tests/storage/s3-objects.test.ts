import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { S3Objects } from '../../src/services/storage/objects/s3/objects.js';
import { originalKey } from '../../src/services/storage/types/index.js';
import { collectGarbage } from '../support/garbage.js';
import { closedAfterTest } from '../support/postgres.js';
import { ACCESS, S3Server } from '../support/s3-server.js';
import { objectsConformance } from './conformance/objects.js';
import { sha256 } from './support.js';

let server: S3Server;
beforeAll(async () => {
  server = await S3Server.start();
  // The first time, their programs are installed.
}, 900_000);
afterAll(() => server?.stop());

async function open() {
  const { OBJECT_STORE = '' } = await server.bucket();
  const credentials = { accessKeyId: ACCESS.AWS_ACCESS_KEY_ID, secretAccessKey: ACCESS.AWS_SECRET_ACCESS_KEY };
  const [, bucket = ''] = /^s3:\/\/([^/]+)/.exec(OBJECT_STORE) ?? [];
  const where = { bucket, prefix: 'pictures/', endpoint: server.endpoint, region: 'us-east-1', pathStyle: true };
  return closedAfterTest(S3Objects.open({ ...where, credentials }));
}

/** Bytes that buffers hold; what waits to be collected is none of it. */
function heldByBuffers(): number {
  collectGarbage();
  return process.memoryUsage().arrayBuffers;
}

/** Between two measurements, in bytes of a stream. */
const MEASURED = 4 * 1024 ** 2;

describe('objects in S3', () => objectsConformance(open));

test('more objects than one answer lists are listed and deleted', async () => {
  const objects = await open();
  const keys = Array.from({ length: 1050 }, (_, n) => originalKey(sha256(String(n))));
  for (let start = 0; start < keys.length; start += 50) {
    await Promise.all(keys.slice(start, start + 50).map((key) => objects.put(key, Buffer.from(key))));
  }
  const listed = async () => {
    const found = [];
    for await (const { key } of objects.list('originals/')) found.push(key);
    return found.sort();
  };
  expect(await listed()).toEqual([...keys].sort());
  await objects.delete(keys);
  expect(await listed()).toEqual([]);
});

test('a large object passes through, read slowly, without being held in memory', async () => {
  const objects = await open();
  const bytes = randomBytes(64 * 1024 ** 2);
  await objects.put('originals/aa/large', bytes);
  const before = heldByBuffers();
  const stream = await objects.stream('originals/aa/large');
  const hash = createHash('sha256');
  let most = 0;
  let read = 0;
  for await (const part of stream?.body ?? []) {
    hash.update(part as Buffer);
    const measured = Math.floor(read / MEASURED);
    read += (part as Buffer).length;
    if (Math.floor(read / MEASURED) > measured) most = Math.max(most, heldByBuffers() - before);
  }
  expect(hash.digest('hex')).toBe(sha256(bytes));
  expect(most).toBeLessThan(32 * 1024 ** 2);
});

test('a store that is away says so by a code, and is used again when it is back; a short absence is bridged', async () => {
  const objects = await open();
  const key = originalKey(sha256('a'));
  await objects.put(key, Buffer.from('a'));
  await server.kill();
  const meanwhile = objects.get(key);
  await server.resume();
  expect(Buffer.from((await meanwhile) ?? []).toString()).toBe('a');
  await server.kill();
  await expect(objects.put(key, Buffer.from('a'))).rejects.toMatchObject({ code: 'STORAGE_UNAVAILABLE' });
  await server.resume();
  expect(Buffer.from((await objects.get(key)) ?? []).toString()).toBe('a');
});

test('what is decided too late is not deleted', async () => {
  const objects = await open();
  const key = originalKey(sha256('a'));
  await objects.put(key, Buffer.from('a'));
  await expect(objects.delete([key], { notAfter: performance.now() - 1 })).rejects.toMatchObject({
    code: 'STORAGE_UNAVAILABLE',
  });
  expect(await objects.head(key)).toBeDefined();
});
