import { rm, truncate } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { openImageStore } from '../../src/services/storage/file-store/images/index.js';
import { identity, newImage, openStore, temporaryFolder } from './support.js';

test('the same picture twice is one, with the metadata it had', async () => {
  const store = await openStore(await temporaryFolder());
  const image = newImage('twice', 1, { kept: true });
  await Promise.all([store.put(image), store.put(image), store.put(image)]);
  await store.put({ ...image, record: { ...image.record, metadata: { other: 1 }, fileName: 'other.png' } });
  expect(store.count).toBe(1);
  expect(store.get(image.record.id)).toEqual(image.record);
});

test('metadata and file name are replaced durably, each where it is given', async () => {
  const folder = await temporaryFolder();
  const first = await openImageStore(folder, { identity });
  const image = newImage('changed', 1, { old: 1 });
  const { id } = image.record;
  await first.put(image);
  expect(await first.update(id, { metadata: { colour: 'réd "x"\n', none: null } })).toEqual({
    ...image.record,
    metadata: { colour: 'réd "x"\n', none: null },
  });
  await first.update(id, { fileName: null });
  expect(await first.update('0'.repeat(64), { metadata: {} })).toBeUndefined();
  await first.close();
  const second = await openStore(folder);
  expect(second.get(id)).toEqual({ ...image.record, fileName: null, metadata: { colour: 'réd "x"\n', none: null } });
  expect(second.list({ first: 1, order: 'NEWEST', filter: { all: [{ key: 'old', exists: true }] } }).totalCount).toBe(
    0,
  );
});

test('changes of one picture take effect in the order in which they came', async () => {
  const folder = await temporaryFolder();
  const first = await openImageStore(folder, { identity });
  const image = newImage('ordered');
  const { id } = image.record;
  const changes = [
    first.put(image),
    ...Array.from({ length: 50 }, (_, n) => first.update(id, { metadata: { n } })),
    first.delete([id]),
    first.put(image),
    ...Array.from({ length: 50 }, (_, n) => first.update(id, { metadata: { again: n } })),
  ];
  await Promise.all(changes);
  await first.close();
  expect((await openStore(folder)).get(id)?.metadata).toEqual({ again: 49 });
});

test('a picture deleted and put again is a new one', async () => {
  const folder = await temporaryFolder();
  const purged: string[] = [];
  const store = await openStore(folder, { purge: async (ids) => void purged.push(...ids) });
  const image = newImage('again', 1, { a: 1 });
  await store.put(image);
  await store.delete([image.record.id]);
  await store.put({ ...image, record: { ...image.record, metadata: {} } });
  expect(purged).toEqual([image.record.id]);
  expect(store.get(image.record.id)?.metadata).toEqual({});
  expect(await store.embedding(image.record.id)).toEqual(image.embedding);
});

test('an original or embedding that was lost is mended by storing the picture again', async () => {
  const folder = await temporaryFolder();
  const first = await openImageStore(folder, { identity });
  const images = [newImage('one', 1, { kept: 1 }), newImage('two', 2, { kept: 2 })];
  for (const image of images) await first.put(image);
  await first.close();
  await truncate(`${folder}/embeddings.f32`, 10);
  const second = await openStore(folder);
  await rm(second.originalPath(images[1]?.record.id ?? ''));
  for (const { record } of images) {
    await expect(second.embedding(record.id)).rejects.toMatchObject({
      code: 'STORAGE_UNAVAILABLE',
      message: expect.stringContaining('doctor'),
    });
  }
  for (const image of images) {
    await second.put({ ...image, record: { ...image.record, metadata: {} } });
    expect(await second.embedding(image.record.id)).toEqual(image.embedding);
    expect(await second.original(image.record.id)).toEqual(Buffer.from(image.original));
    expect(second.get(image.record.id)).toEqual(image.record);
  }
});

test('what could not be a picture of this store is not stored', async () => {
  const store = await openStore(await temporaryFolder());
  const image = newImage('wrong');
  const { record, embedding } = image;
  await expect(store.put({ ...image, record: { ...record, id: 'f'.repeat(64) } })).rejects.toThrow('SHA-256');
  await expect(store.put({ ...image, record: { ...record, bytes: 1 } })).rejects.toThrow('length');
  await expect(store.put({ ...image, embedding: embedding.slice(1) })).rejects.toThrow('embedding');
  await expect(store.put({ ...image, embedding: embedding.map((value) => value * 2) })).rejects.toThrow('embedding');
  await expect(store.put({ ...image, embedding: embedding.fill(NaN) })).rejects.toThrow('embedding');
  expect(store.count).toBe(0);
});

test('entries gives every picture with its embedding, oldest first, while others come and go', async () => {
  const store = await openStore(await temporaryFolder());
  const images = Array.from({ length: 300 }, (_, n) => newImage(`p${n}`, n));
  await Promise.all(images.map((image) => store.put(image)));
  const seen: string[] = [];
  for await (const { record, embedding } of store.entries()) {
    const image = images.find((candidate) => candidate.record.id === record.id);
    expect(embedding).toEqual(image?.embedding);
    seen.push(record.id);
    // Behind what was read ahead, one goes and its slot is taken by another.
    if (seen.length === 1) {
      await store.delete([images[200]?.record.id ?? '']);
      await store.put(newImage('late', -5));
    }
  }
  expect(seen).toEqual(images.map(({ record }) => record.id).filter((id) => id !== images[200]?.record.id));
});

test('a store that is closing refuses changes by a code, after those that came before are done', async () => {
  const folder = await temporaryFolder();
  const store = await openImageStore(folder, { identity });
  const before = store.put(newImage('before'));
  const closing = store.close();
  await expect(store.put(newImage('after'))).rejects.toMatchObject({ code: 'STORAGE_UNAVAILABLE' });
  await Promise.all([before, closing, store.close()]);
  expect((await openStore(folder)).count).toBe(1);
});
