import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openPostgres } from '../../src/services/storage/database/postgres/open.js';
import { closedAfterTest, PostgresServer } from '../support/postgres.js';
import { imagesConformance } from './conformance/images.js';
import { labelsConformance } from './conformance/labels.js';
import { othersConformance } from './conformance/others.js';
import { randomFilters } from './conformance/random-filters.js';
import { searchesConformance } from './conformance/searches.js';

let server: PostgresServer;
beforeAll(async () => {
  server = await PostgresServer.start();
  // The first time, their programs are installed.
}, 900_000);
afterAll(() => server?.stop());

const settings = (url: string) => ({ url, connections: 5, milliseconds: 10_000 });
const open = async () => closedAfterTest(await openPostgres(settings(await server.database())));

describe('pictures in Postgres', () => imagesConformance(open));
describe('metadata in Postgres', () => labelsConformance(open));
describe('searches in Postgres', () => searchesConformance(open));
describe('the rest in Postgres', () => othersConformance(open));

test('random filters of pages and counts agree with the reference', async () => {
  expect(await randomFilters(await open(), { pictures: 200, filters: 150, seed: 1 })).toEqual([]);
});
