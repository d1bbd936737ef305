import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { expect, test } from 'vitest';
import { readConfig } from '../../src/config/index.js';
import { fill, ingest } from '../support/collection.js';
import { leopardHere } from '../support/command-line-here.js';
import { send } from '../support/graphql.js';
import { openFeed, SILENT } from '../support/opened-feed.js';
import { pictureFile } from '../support/pictures.js';
import { startTestServer } from '../support/server.js';
import { databasePath } from '../../src/services/storage/database/sqlite/open.js';
import { fill as fillIndex, release } from '../../src/services/storage/feed/followed.js';
import { openVectorEngine } from '../../src/services/storage/vectors/index.js';
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

test('whoever fills an index takes it over from whoever did before, where others may: alone, nothing is written for that', async () => {
  const folder = await temporaryFolder();
  const store = await openTestStore(folder);
  await store.put(newImage('one'));
  expect(await found(store, folder)).toEqual(idsOf(['one']));
  const { images, generations, leases } = store.storage.database;
  const { name = '', epoch = 0 } = (await generations.active()) ?? {};
  const engine = await openVectorEngine(configOf(folder));
  const filledBy = async (alone: boolean) => {
    const database = {
      images,
      generations,
      signals: undefined,
      leases: Object.assign(Object.create(leases), { alone }) as typeof leases,
    };
    await release(await fillIndex({ database, engine, logger: SILENT }, await engine.open(name)));
    return (await generations.active())?.epoch;
  };
  expect(await filledBy(true)).toBe(epoch);
  expect(await filledBy(false)).toBe(epoch + 1);
  await engine.close();
  await store.close();
});

/** Ids that a search of a server finds, sorted. */
async function searched(endpoint: string): Promise<string[] | undefined> {
  const query = '{ search(instruction: "a square", limit: 50) { hits { image { id } } } }';
  const { data } = await send<{ search: { hits: { image: { id: string } }[] } }>(endpoint, query);
  return data?.search.hits.map(({ image }) => image.id).sort();
}

test('a damaged embedding does not hold up the others: they are indexed, the log and doctor name the one', async () => {
  const folder = await temporaryFolder();
  const first = await startTestServer({ dataFolder: folder, stopWithTest: false });
  const [damaged = '', ...others] = await fill(first.endpoint, 3);
  await first.stop();
  const database = new DatabaseSync(databasePath(folder));
  database.exec(
    `update embedding set vector = zeroblob(length(vector)) where image = (select position from image where id = '${damaged}')`,
  );
  database.close();
  // Everything has to be indexed again.
  await rm(join(folder, 'vectors'), { recursive: true });

  const second = await startTestServer({ dataFolder: folder, stopWithTest: false });
  expect(await searched(second.endpoint)).toEqual(others.sort());
  expect(second.log).toContainEqual(expect.objectContaining({ level: 40, image: damaged }));
  const [later] = await ingest(second.endpoint, [{ file: await pictureFile(7) }]);
  expect(later).toMatchObject({ status: 'STORED', searchable: true });
  await second.stop();
  const { stdout, exitCode } = await leopardHere('doctor', '--data-folder', folder);
  expect(stdout).toMatch(new RegExp(`EMBEDDING_DAMAGED.*${damaged}|${damaged}.*embedding`));
  expect(exitCode).toBe(1);
});

test('a picture that was stored but could not be indexed says so, and is found as soon as the index can be written', async () => {
  const { endpoint, dataFolder, server, log } = await startTestServer();
  const ids = await fill(endpoint, 2);
  const rows = join(dataFolder, 'vectors', `${server.services.vectors.collection}.lance`, 'data');
  await rename(rows, `${rows}.away`);
  await writeFile(rows, '');
  const [outcome] = await ingest(endpoint, [{ file: await pictureFile(7) }]);
  expect(outcome).toMatchObject({ status: 'STORED', searchable: false, error: null });
  const [again] = await ingest(endpoint, [{ file: await pictureFile(7) }]);
  expect(again).toMatchObject({ status: 'UNCHANGED', searchable: false, error: null });

  await rm(rows);
  await rename(`${rows}.away`, rows);
  const all = [...ids, outcome?.image?.id ?? ''].sort();
  await expect.poll(() => searched(endpoint), { timeout: 30_000 }).toEqual(all);
  expect(log).toContainEqual(expect.objectContaining({ msg: 'the index has caught up' }));
  expect(await ingest(endpoint, [{ file: await pictureFile(7) }])).toMatchObject([{ searchable: true }]);
});
