import { DatabaseSync } from '@photostructure/sqlite';
import { describe, expect, onTestFinished, test } from 'vitest';
import { databasePath, openSqlite } from '../../src/services/storage/database/sqlite/open.js';
import { imagesConformance } from './conformance/images.js';
import { labelsConformance } from './conformance/labels.js';
import { othersConformance } from './conformance/others.js';
import { randomFilters } from './conformance/random-filters.js';
import { searchesConformance } from './conformance/searches.js';
import { encoderOf, picture, sha256, temporaryFolder } from './support.js';

async function open() {
  const database = await openSqlite(await temporaryFolder());
  onTestFinished(() => database.close());
  return database;
}

describe('pictures in SQLite', () => imagesConformance(open));
describe('metadata in SQLite', () => labelsConformance(open));
describe('searches in SQLite', () => searchesConformance(open));
describe('the rest in SQLite', () => othersConformance(open));

test('a database is closed when what was asked for is done, though some go on asking', async () => {
  const database = await openSqlite(await temporaryFolder());
  const encoder = await encoderOf(database);
  await database.images.put(Array.from({ length: 50 }, (_, n) => picture(`p${n}`, encoder, { n })));
  const none = { none: [1, 2].map((equals) => ({ key: 'n', equals })) };
  let answered = 0;
  /** Until it is refused. */
  const ask = async (): Promise<unknown> => {
    for (;;) {
      const outcome = await database.images.count(none).catch((error: unknown) => error);
      if (typeof outcome !== 'number') return outcome;
      answered++;
    }
  };
  const asking = Array.from({ length: 8 }, ask);
  await expect.poll(() => answered).toBeGreaterThan(20);
  const stored = database.images.put([picture('last', encoder)]);
  await database.close();
  expect(await stored).toMatchObject([{ status: 'stored' }]);
  for (const refused of await Promise.all(asking)) expect(refused).toMatchObject({ code: 'STORAGE_UNAVAILABLE' });
});

test('what is found by metadata is the same for another that has the file open', async () => {
  const folder = await temporaryFolder();
  const opened = async () => {
    const database = await openSqlite(folder);
    onTestFinished(() => database.close());
    return database;
  };
  const [database, beside] = [await opened(), await opened()];
  const encoder = await encoderOf(database);
  const red = { all: [{ key: 'colour', equals: 'red' }] };
  await database.images.put([picture('first', encoder, { first: true })]);
  await database.images.put([1, 2, 3].map((n) => picture(`p${n}`, encoder, { colour: 'red' })));
  expect(await beside.images.count(red)).toBe(3);
  await beside.images.put([picture('p4', encoder, { colour: 'red' })]);
  await database.images.delete([sha256('p1')]);
  await database.images.update([{ id: sha256('p4'), metadata: { colour: 'blue' } }]);
  for (const { images } of [database, beside]) {
    expect(await images.count(red)).toBe(2);
    expect(await images.fields(1, 2)).toMatchObject([
      {
        values: [
          { value: 'red', count: 2 },
          { value: 'blue', count: 1 },
        ],
      },
    ]);
  }
});

/** How much is in the tables that pictures are found by: rows; characters of the list of labels. */
function labelTables(folder: string) {
  const file = new DatabaseSync(databasePath(folder), { readOnly: true });
  const number = (query: string) => Number(file.prepare(`select (${query}) as n`).get()?.['n']);
  const rows = (table: string) => number(`select count(*) from ${table}`);
  const counts = { label: rows('label'), count: rows('label_count'), pending: rows('pending_label') };
  const characters = number('select sum(length(key) + coalesce(length(value), 0)) from pending_label');
  file.close();
  return { ...counts, characters };
}

test('the list of labels that readers look through stays short, however much is put and however often it is opened', async () => {
  const folder = await temporaryFolder();
  const opened = async () => {
    const database = await openSqlite(folder);
    onTestFinished(() => database.close());
    return { images: database.images, encoder: await encoderOf(database) };
  };
  const tags = Array.from({ length: 600 }, (_, n) => n);
  for (let turn = 0; turn < 3; turn++) {
    const { images, encoder } = await opened();
    let longest = 0;
    for (let n = 0; n < 20; n++) {
      await images.put([picture(`p${turn} ${n}`, encoder, { tags })]);
      longest = Math.max(longest, labelTables(folder).pending);
    }
    expect(longest).toBeGreaterThan(5_000);
    expect(longest).toBeLessThanOrEqual(10_000);
  }
  const { images, encoder } = await opened();
  for (let n = 0; n < 6; n++) {
    await images.put([picture(`long ${n}`, encoder, { text: `${n}`.repeat(300_000) })]);
    expect(labelTables(folder).characters).toBeLessThanOrEqual(1_000_000);
  }
});

test('nothing is left of the labels of pictures that were deleted or changed', async () => {
  const folder = await temporaryFolder();
  const database = await openSqlite(folder);
  onTestFinished(() => database.close());
  const encoder = await encoderOf(database);
  const made = Array.from({ length: 90 }, (_, n) =>
    picture(`p${n}`, encoder, { n, colour: 'red', tags: Array.from({ length: 90 }, (_, tag) => tag + n), deep: { n } }),
  );
  for (const one of made) await database.images.put([one]);
  await database.images.update(made.slice(0, 50).map(({ record: { id } }) => ({ id, metadata: { other: [true] } })));
  await database.images.delete(made.map(({ record: { id } }) => id));
  expect(labelTables(folder)).toEqual({ label: 0, count: 0, pending: 0, characters: 0 });
});

test('random filters of pages and counts agree with the reference', async () => {
  expect(await randomFilters(await open(), { pictures: 200, filters: 150, seed: 1 })).toEqual([]);
});
