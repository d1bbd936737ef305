import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openImageStore } from '../../src/services/storage/file-store/images/index.js';
import { identity, newImage, openStore, temporaryFolder } from './support.js';

test('what was put is there after the store was closed and opened again, to the bit', async () => {
  const folder = await temporaryFolder();
  const images = Array.from({ length: 200 }, (_, n) => newImage(`p${n}`, n, { n, tags: ['a', `t${n % 3}`] }));
  const first = await openImageStore(folder, { identity });
  await Promise.all(images.map((image) => first.put(image)));
  expect(first.count).toBe(200);
  await first.close();

  const second = await openStore(folder);
  expect(second.count).toBe(200);
  for (const image of images) {
    expect(second.get(image.record.id)).toEqual(image.record);
    expect(await second.original(image.record.id)).toEqual(Buffer.from(image.original));
    expect(await second.embedding(image.record.id)).toEqual(image.embedding);
  }
});

test('a picture deleted leaves nothing of itself in the folder once the store is closed', async () => {
  const folder = await temporaryFolder();
  const store = await openImageStore(folder, { identity });
  const kept = newImage('kept', 1, { word: 'remember' });
  const gone = newImage('gone', 2, { word: 'swordfish' });
  await Promise.all([store.put(kept), store.put(gone)]);
  expect(await store.delete([gone.record.id, 'f'.repeat(64), gone.record.id])).toEqual({
    deleted: [gone.record.id],
    notFound: ['f'.repeat(64)],
  });
  expect(store.get(gone.record.id)).toBeUndefined();
  await expect(store.original(gone.record.id)).rejects.toMatchObject({ code: 'IMAGE_NOT_FOUND' });
  expect(await store.embedding(gone.record.id)).toBeUndefined();
  await store.close();

  const vector = Buffer.from(gone.embedding.buffer);
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const data = await readFile(join(entry.parentPath, entry.name));
    expect(entry.name).not.toContain(gone.record.id);
    expect(data.includes('swordfish')).toBe(false);
    expect(data.includes(gone.record.id)).toBe(false);
    expect(data.includes(vector)).toBe(false);
  }
  const again = await openStore(folder);
  expect([...again.list({ first: 10, order: 'OLDEST' }).images]).toEqual([kept.record]);
  expect(await again.embedding(kept.record.id)).toEqual(kept.embedding);
});
