import { appendFile, readFile, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openImageStore } from '../../src/services/storage/file-store/images/index.js';
import { embeddingOf, identity, newImage, openStore, temporaryFolder } from './support.js';

test.each([
  { checkpoint: 'd00d'.padEnd(64, '0') },
  { dimension: 8 },
  { precision: 'fp16' },
  { preprocessing: 'reference-1' },
])('a store is not opened for another encoder: %j', async (change) => {
  const folder = await temporaryFolder();
  await (await openImageStore(folder, { identity })).close();
  const before = await readFile(join(folder, 'store.json'), 'utf8');
  const other = { ...identity, model: 'another-model', ...change };
  const refusal = await openImageStore(folder, { identity: other }).catch((error: unknown) => error);
  expect(refusal).toMatchObject({ name: 'SetupError', code: 'ENCODER_MISMATCH' });
  for (const part of ['test-model', 'another-model', 'MODEL=test-model', 'leopard import'])
    expect(String(refusal)).toContain(part);
  expect(await readFile(join(folder, 'store.json'), 'utf8')).toBe(before);
  await openStore(folder);
});

test('commands that need no encoder open a store as it is, and refuse a folder that is none', async () => {
  const folder = await temporaryFolder();
  await expect(openImageStore(folder)).rejects.toMatchObject({ code: 'STORE_NOT_FOUND' });
  await (await openImageStore(folder, { identity })).close();
  const store = await openImageStore(folder);
  expect(store.identity).toEqual(identity);
  await store.close();
});

test('a description that is unreadable, missing or from a later version stops the start and changes nothing', async () => {
  const folder = await temporaryFolder();
  const first = await openImageStore(folder, { identity });
  await first.put(newImage('one'));
  await first.close();
  const path = join(folder, 'store.json');
  const description = await readFile(path, 'utf8');
  for (const [text, code] of [
    ['{', 'STORE_UNREADABLE'],
    ['{}', 'STORE_UNREADABLE'],
    [description.replace('"format": 1', '"format": 2'), 'STORE_TOO_NEW'],
  ] as const) {
    await writeFile(path, text);
    await expect(openImageStore(folder, { identity })).rejects.toMatchObject({ code });
  }
  await rm(path);
  await expect(openImageStore(folder, { identity })).rejects.toMatchObject({ code: 'STORE_UNREADABLE' });
  await writeFile(path, description);
  const log = join(folder, 'records.log');
  await rename(log, `${log}.away`);
  await expect(openImageStore(folder, { identity })).rejects.toMatchObject({ code: 'STORE_DAMAGED' });
  await rename(`${log}.away`, log);
  expect((await openStore(folder)).count).toBe(1);
});

test('a torn group at the end of the log was never acknowledged: it is cut off, and writing goes on behind', async () => {
  const folder = await temporaryFolder();
  const images = [1, 2, 3].map((n) => newImage(`p${n}`, n));
  const log = join(folder, 'records.log');
  const first = await openImageStore(folder, { identity });
  for (const image of images) await first.put(image);
  await first.close();
  const whole = await readFile(log);

  for (const torn of [
    '0',
    'cafecafe [{"put"',
    'cafecafe []\n',
    '\0'.repeat(5000),
    `${whole.toString().slice(0, 99)}\n\0`,
  ]) {
    await writeFile(log, whole);
    await appendFile(log, torn);
    const store = await openImageStore(folder, { identity });
    expect(store.count).toBe(3);
    await store.delete([images[0]?.record.id ?? '']);
    await store.put(images[0] ?? newImage(''));
    await store.close();
    const again = await openImageStore(folder, { identity });
    expect(again.list({ first: 9, order: 'OLDEST' }).images).toEqual(images.map(({ record }) => record));
    await again.close();
  }
});

test('the log cut anywhere within its last group is the log before that group', async () => {
  const folder = await temporaryFolder();
  const log = join(folder, 'records.log');
  const first = await openImageStore(folder, { identity });
  await first.put(newImage('one', 1));
  const { length: before } = await readFile(log);
  await first.update(newImage('one').record.id, { metadata: { changed: true } });
  await first.close();
  const whole = await readFile(log);
  for (let length = before; length < whole.length; length += 7) {
    await writeFile(log, whole);
    await truncate(log, length);
    const store = await openImageStore(folder, { identity });
    expect(store.get(newImage('one').record.id)?.metadata).toEqual({});
    await store.close();
  }
});

test('a damaged group in the middle of the log stops the start, since it was acknowledged', async () => {
  const folder = await temporaryFolder();
  const log = join(folder, 'records.log');
  const first = await openImageStore(folder, { identity });
  for (const n of [1, 2, 3]) await first.put(newImage(`p${n}`, n));
  await first.close();
  const data = await readFile(log);
  const middle = data.indexOf('p2.png');
  data[middle] = data[middle] === 0x71 ? 0x70 : 0x71;
  await writeFile(log, data);
  await expect(openImageStore(folder, { identity })).rejects.toMatchObject({
    code: 'STORE_DAMAGED',
    message: expect.stringContaining('leopard doctor --repair'),
  });
  expect(await readFile(log)).toEqual(data);
});

test('what was not acknowledged before a crash is gone; what was, but not yet moved to its place, is moved', async () => {
  const folder = await temporaryFolder();
  const moved = newImage('moved');
  const first = await openImageStore(folder, { identity });
  await first.put(moved);
  const place = first.originalPath(moved.record.id);
  await first.close();
  // As a crash leaves it: one picture whose record was not written, one whose record was, a half of a third.
  const never = newImage('never');
  await writeFile(join(folder, 'temporary', never.record.id), never.original);
  await writeFile(join(folder, 'temporary', moved.record.id), moved.original);
  await truncate(place, 3);
  await writeFile(join(folder, 'temporary', newImage('half').record.id), 'pict');

  const store = await openStore(folder);
  expect(store.count).toBe(1);
  expect(await store.original(moved.record.id)).toEqual(Buffer.from(moved.original));
  await store.put(never);
  expect(await store.original(never.record.id)).toEqual(Buffer.from(never.original));
  expect(await store.embedding(never.record.id)).toEqual(embeddingOf('never'));
});

test('a deletion that could not be completed is completed at the next start, and repeated by the client before that', async () => {
  const folder = await temporaryFolder();
  const image = newImage('gone');
  const { id } = image.record;
  const purge = async () => Promise.reject(new Error('the index does not answer'));
  const first = await openImageStore(folder, { identity, purge });
  await first.put(image);
  await expect(first.delete([id])).rejects.toThrow('the index does not answer');
  expect(first.get(id)).toBeUndefined();
  await expect(first.delete([id])).rejects.toThrow('the index does not answer');
  await expect(first.put(image)).rejects.toThrow('the index does not answer');
  await first.close();

  const warnings: string[] = [];
  const second = await openImageStore(folder, { identity, purge, warn: (message) => warnings.push(message) });
  expect(warnings).toEqual(['a deletion could not be completed yet']);
  expect(second.get(id)).toBeUndefined();
  await second.close();

  const purged: string[] = [];
  const third = await openStore(folder, { purge: async (ids) => void purged.push(...ids) });
  expect(purged).toEqual([id]);
  expect(await third.delete([id])).toEqual({ deleted: [], notFound: [id] });
  await third.put(image);
  expect(purged).toEqual([id]);
});
