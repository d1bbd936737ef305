import { describe, expect, onTestFinished, test } from 'vitest';
import { openSqlite } from '../../src/services/storage/database/sqlite/open.js';
import { imagesConformance } from './conformance/images.js';
import { othersConformance } from './conformance/others.js';
import { randomFilters } from './conformance/random-filters.js';
import { searchesConformance } from './conformance/searches.js';
import { temporaryFolder } from './support.js';

async function open() {
  const database = await openSqlite(await temporaryFolder());
  onTestFinished(() => database.close());
  return database;
}

describe('pictures in SQLite', () => imagesConformance(open));
describe('searches in SQLite', () => searchesConformance(open));
describe('the rest in SQLite', () => othersConformance(open));

test('random filters of pages and counts agree with the reference', async () => {
  expect(await randomFilters(await open(), { pictures: 200, filters: 150, seed: 1 })).toEqual([]);
});
