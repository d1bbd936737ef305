import { expect, test } from 'vitest';
import { readConfig } from '../../src/config/index.js';
import { openFeed } from '../support/opened-feed.js';
import { identity, newImage, openTestStore, temporaryFolder, type TestStore } from '../support/stored.js';

const configOf = (folder: string) => readConfig({ DATA_FOLDER: folder }).storage;

/** Opens the index as a server does, asks, and closes it. @returns ids that a search finds, sorted */
async function found(store: TestStore, folder: string): Promise<string[]> {
  const feed = await openFeed(store, configOf(folder), identity);
  try {
    const [hits = []] = await feed.search([{ embedding: newImage('question').embedding, limit: 1000 }]);
    expect(await feed.count()).toBe(hits.length);
    return hits.map(({ id }) => id).sort();
  } finally {
    await feed.close();
  }
}

const idsOf = (names: readonly string[]) => names.map((name) => newImage(name).record.id).sort();

test('a picture that was deleted and stored again is found: its last change counts, also among those of one step', async () => {
  const folder = await temporaryFolder();
  const store = await openTestStore(folder);
  for (const name of ['one', 'two', 'three']) await store.put(newImage(name));
  expect(await found(store, folder)).toEqual(idsOf(['one', 'two', 'three']));
  await store.delete(idsOf(['one', 'two']));
  await store.put(newImage('one'));
  expect(await found(store, folder)).toEqual(idsOf(['one', 'three']));
  await store.close();
});

test('an index that lost its last writes goes on from what it had on the disk', async () => {
  const folder = await temporaryFolder();
  const store = await openTestStore(folder);
  const { generations, images } = store.storage.database;
  await store.put(newImage('one'));
  expect(await found(store, folder)).toEqual(idsOf(['one']));
  const generation = await generations.active();
  const { epoch } = await generations.fence(generation?.name ?? '');
  for (const name of ['two', 'three']) await store.put(newImage(name));
  // Applied, but not on the disk when the power went.
  const applied = await images.lastChange();
  await generations.advance(generation?.name ?? '', epoch, { applied, durable: generation?.durable });
  expect(await found(store, folder)).toEqual(idsOf(['one', 'two', 'three']));
  expect(await generations.active()).toMatchObject({ applied, durable: applied });
  await store.close();
});
