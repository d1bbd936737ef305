import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pack } from 'tar-stream';
import { expect, test } from 'vitest';
import { exportImages } from '../../src/services/collection/transfer/export.js';
import { importImages, type ImportOptions } from '../../src/services/collection/transfer/import.js';
import {
  embeddingOf,
  identity,
  newImage,
  openStore,
  openTestStore,
  sha256,
  temporaryFolder,
  type TestStore,
} from '../support/stored.js';

const images = Array.from({ length: 30 }, (_, n) =>
  newImage(`p${n}`, n, { n, text: 'ünï "c"\n', list: [1, 'a', null] }),
);

/** An archive of `images`. */
async function archive(): Promise<{ folder: string; file: string }> {
  const folder = await temporaryFolder();
  const file = join(folder, 'pictures.tar');
  const store = await openTestStore(join(folder, 'data'));
  await Promise.all(images.map((image) => store.put(image)));
  expect(await exportImages(store.storage, file)).toBe(30);
  await store.close();
  return { folder, file };
}

const intoStore = (file: string, store: TestStore, options: Partial<ImportOptions> = {}) =>
  importImages(file, { openStore: async () => store, maximumBytes: 1024 ** 2, ...options });

/** The entries of a tar file with plain names: header blocks of 512 bytes, contents padded to them. */
async function* entries(file: string) {
  const data = await readFile(file);
  for (let offset = 0; data[offset] !== 0;) {
    const name = data.toString('latin1', offset, data.indexOf(0, offset));
    const size = parseInt(data.toString('latin1', offset + 124, offset + 135), 8);
    yield { name, content: data.subarray(offset + 512, offset + 512 + size) };
    offset += 512 + Math.ceil(size / 512) * 512;
  }
}

async function tarOf(parts: readonly { name: string; content: Buffer }[]): Promise<string> {
  const file = join(await temporaryFolder(), 'changed.tar');
  const tar = pack();
  const written = once(tar.pipe(createWriteStream(file)), 'finish');
  for (const { name, content } of parts) tar.entry({ name }, content);
  tar.finalize();
  await written;
  return file;
}

test('an export imported elsewhere is the same store: records, originals, embeddings to the bit, order', async () => {
  const { file } = await archive();
  const store = await openStore(await temporaryFolder());
  const progress: string[] = [];
  const onProgress = (done: number, total: number) => progress.push(`${done}/${total}`);
  expect(await intoStore(file, store, { onProgress })).toEqual({ stored: 30, unchanged: 0 });
  expect(progress.at(-1)).toBe('30/30');
  expect(await store.list()).toEqual(images.map(({ record }) => record));
  for (const { record, original, embedding } of images) {
    expect(await store.original(record.id)).toEqual(Buffer.from(original));
    expect(await store.embedding(record.id)).toEqual(embedding);
  }
  expect(await intoStore(file, store)).toEqual({ stored: 0, unchanged: 30 });
});

test('the archive is a plain tar of pictures and their records', async () => {
  const { file } = await archive();
  const parts = [];
  for await (const part of entries(file)) parts.push(part);
  expect(parts).toHaveLength(62);
  expect(JSON.parse(String(parts[0]?.content))).toEqual({ format: 1, identity, pictures: 30 });
  expect(parts[2]?.name).toBe(`pictures/${images[0]?.record.id}.png`);
  expect(sha256(parts[2]?.content ?? '')).toBe(images[0]?.record.id);
});

test('an export beside a store in use has what was acknowledged, and leaves the store alone', async () => {
  const folder = await temporaryFolder();
  const file = join(folder, 'beside.tar');
  const store = await openStore(folder);
  await Promise.all(images.map((image) => store.put(image)));
  let deleted: Promise<unknown> | undefined;
  const last = images.at(-1)?.record.id ?? '';
  const count = await exportImages(store.storage, file, {
    onProgress: (done) => void (done === 1 && (deleted = store.delete([last]))),
  });
  await deleted;
  expect(count).toBeGreaterThanOrEqual(29);
  const other = await openStore(await temporaryFolder());
  await intoStore(file, other);
  expect(await other.count()).toBe(count);
  await store.put(newImage('still works'));
});

test('pictures are encoded anew where an encoder is given', async () => {
  const { file } = await archive();
  const store = await openStore(await temporaryFolder());
  const encode = async (id: string, original: Buffer) => embeddingOf(`${id} ${original.length}`);
  await intoStore(file, store, { encode });
  const { id, bytes } = images[0]?.record ?? newImage('').record;
  expect(await store.embedding(id)).toEqual(embeddingOf(`${id} ${bytes}`));
});

test('an archive that is cut off keeps what came before, says so, and can be imported again when it is whole', async () => {
  const { file } = await archive();
  const whole = await readFile(file);
  const store = await openStore(await temporaryFolder());
  for (const length of [whole.length - 2048, Math.floor(whole.length / 2), 700, 0]) {
    await writeFile(file, whole);
    await truncate(file, length);
    await expect(intoStore(file, store)).rejects.toMatchObject({ code: 'IMPORT_UNREADABLE' });
  }
  const count = await store.count();
  expect(count).toBeGreaterThan(10);
  await writeFile(file, whole);
  expect(await intoStore(file, store)).toEqual({ stored: 30 - count, unchanged: count });
});

test.each<[string, (parts: { name: string; content: Buffer }[]) => unknown]>([
  ['an original that changed', (parts) => (parts[2] = { name: parts[2]?.name ?? '', content: Buffer.from('other') })],
  [
    'a path that leaves the archive',
    (parts) => parts.splice(3, 0, { name: '../../escape.png', content: Buffer.from('x') }),
  ],
  ['an absolute path', (parts) => parts.splice(3, 0, { name: '/tmp/escape.png', content: Buffer.from('x') })],
  ['an original without its record', (parts) => parts.splice(1, 1)],
  ['no head', (parts) => parts.splice(0, 1)],
  ['a second head', (parts) => parts.splice(1, 0, parts[0] ?? { name: '', content: Buffer.from('') })],
  ['no end', (parts) => parts.pop()],
  ['a picture less than it says', (parts) => parts.splice(3, 2)],
  ['a record that is no JSON', (parts) => (parts[1] = { name: parts[1]?.name ?? '', content: Buffer.from('{') })],
  ['a page with a program as a picture', (parts) => replaceIn(parts, '"image/png"', '"text/html"')],
  ['another time', (parts) => replaceIn(parts, '2026-01-01', 'yesterday')],
  ['a damaged embedding', (parts) => replaceIn(parts, '"embedding":"', '"embedding":"AAAA')],
])('an archive with %s is refused', async (_, change) => {
  const { file } = await archive();
  const parts = [];
  for await (const part of entries(file)) parts.push(part);
  change(parts);
  const folder = await temporaryFolder();
  const store = await openStore(folder);
  await expect(intoStore(await tarOf(parts), store)).rejects.toMatchObject({
    name: 'SetupError',
    code: 'IMPORT_UNREADABLE',
  });
  for (const { id } of await store.list()) expect(sha256((await store.original(id)) ?? '')).toBe(id);
});

function replaceIn(parts: { name: string; content: Buffer }[], from: string, to: string): void {
  const content = String(parts[1]?.content).replace(from, to);
  expect(content).toContain(to);
  parts[1] = { name: parts[1]?.name ?? '', content: Buffer.from(content) };
}

test('an original larger than the limit is refused before it is read', async () => {
  const { file } = await archive();
  await expect(intoStore(file, await openStore(await temporaryFolder()), { maximumBytes: 8 })).rejects.toThrow(
    'more than the 8 that are taken',
  );
});

test('an archive of a later version is refused', async () => {
  const { file } = await archive();
  const parts = [];
  for await (const part of entries(file)) parts.push(part);
  parts[0] = { name: 'leopard.json', content: Buffer.from(JSON.stringify({ format: 2, identity, pictures: 30 })) };
  await expect(intoStore(await tarOf(parts), await openStore(await temporaryFolder()))).rejects.toMatchObject({
    code: 'IMPORT_TOO_NEW',
  });
});

test('a store that is not whole is not exported, and no half archive is left', async () => {
  const { folder, file } = await archive();
  const data = join(folder, 'data');
  await rm(file);
  await rm(join(data, 'originals', images[7]?.record.id.slice(0, 2) ?? '', images[7]?.record.id ?? ''));
  const store = await openStore(data);
  await expect(exportImages(store.storage, file)).rejects.toMatchObject({
    code: 'STORE_DAMAGED',
    message: expect.stringContaining('doctor'),
  });
  expect(await readdir(folder)).toEqual(['data']);
});

test('an export that is interrupted leaves no archive, an earlier one stays', async () => {
  const { folder, file } = await archive();
  const before = await readFile(file);
  const stop = new AbortController();
  const onProgress = (done: number) => done === 5 && stop.abort(new Error('stopped by hand'));
  const { storage } = await openStore(join(folder, 'data'));
  await expect(exportImages(storage, file, { onProgress, signal: stop.signal })).rejects.toThrow();
  expect(await readFile(file)).toEqual(before);
  expect((await readdir(folder)).sort()).toEqual(['data', 'pictures.tar']);
});
