import { describe, expect, onTestFinished, test } from 'vitest';
import { openSqlite } from '../../src/services/storage/database/sqlite/open.js';
import { imagesConformance } from './conformance/images.js';
import { othersConformance } from './conformance/others.js';
import { randomFilters } from './conformance/random-filters.js';
import { searchesConformance } from './conformance/searches.js';
import { encoderOf, picture, temporaryFolder } from './support.js';

async function open() {
  const database = await openSqlite(await temporaryFolder());
  onTestFinished(() => database.close());
  return database;
}

describe('pictures in SQLite', () => imagesConformance(open));
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

test('random filters of pages and counts agree with the reference', async () => {
  expect(await randomFilters(await open(), { pictures: 200, filters: 150, seed: 1 })).toEqual([]);
});
