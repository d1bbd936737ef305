import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { connect } from '@lancedb/lancedb';
import { describe, expect, it } from 'vitest';
import { readConfig } from '../../src/config/index.js';
import { indexMetadata } from '../../src/services/storage/vectors/digests.js';
import { LAYOUT } from '../../src/services/storage/vectors/identity.js';
import { LanceEngine } from '../../src/services/storage/vectors/lancedb/engine.js';
import { matchesFilter } from '../../src/services/storage/metadata-filter.js';
import { openIndex } from './open-index.js';
import { temporaryFolder } from '../support/stored.js';
import { conformance } from './conformance.js';
import { FilterCases } from './filter-cases.js';
import { IDENTITY, nearestIds, record, vector } from './vectors.js';

conformance('LanceDB', async () => ({
  kind: 'lancedb',
  settings: (dataFolder) => ({ VECTOR_STORE: join(dataFolder, 'vectors') }),
}));

describe('LanceDB with an approximate index', () => {
  it('filters like the reference, counts new rows in, and forgets deleted ones', async () => {
    const folder = await temporaryFolder();
    const { storage } = readConfig({ DATA_FOLDER: folder, VECTOR_INDEX: 'approximate' });
    const store = await openIndex(storage, { identity: IDENTITY });
    try {
      const cases = new FilterCases(7);
      const rows = Array.from({ length: 600 }, (_, seed) => record(seed, cases.metadata()));
      await store.upsert(rows.slice(0, 500));
      await store.optimise();
      // Not in the index yet.
      await store.upsert(rows.slice(500));
      await store.delete(rows.slice(0, 50).map(({ id }) => id));
      const left = rows.slice(50);
      for (let number = 0; number < 100; number++) {
        const filter = cases.filter();
        const expected = left.filter(({ metadata }) => matchesFilter(metadata, filter)).map(({ id }) => id);
        const [hits] = await store.search([{ embedding: vector(1), limit: 600, filter }]);
        expect(hits?.map(({ id }) => id).sort(), JSON.stringify(filter)).toEqual(expected.sort());
      }
      const [exact] = await store.search([{ embedding: vector(4), limit: 20, exact: true }]);
      expect(exact?.map(({ id }) => id)).toEqual(nearestIds(left, vector(4), 20));
      const [newest] = await store.search([{ embedding: vector(599), limit: 1 }]);
      expect(newest?.[0]?.id).toBe(record(599).id);
    } finally {
      await store.close();
    }
  });
});

it('is tidied in the middle of many small writes: each is a fragment that the next one would look into', async () => {
  const folder = await temporaryFolder();
  const { storage } = readConfig({ DATA_FOLDER: folder, VECTOR_STORE: join(folder, 'vectors') });
  const store = await openIndex(storage, { identity: IDENTITY });
  try {
    for (let seed = 0; seed < 270; seed++) await store.upsert([record(seed)]);
    const table = await (await connect(join(folder, 'vectors'))).openTable(store.name);
    const { fragmentStats } = await table.stats();
    expect(fragmentStats.numFragments).toBeLessThan(100);
    expect(await store.count()).toBe(270);
  } finally {
    await store.close();
  }
});

it('is not tidied while it is filled, but once at the end', async () => {
  const folder = await temporaryFolder();
  const { storage } = readConfig({ DATA_FOLDER: folder, VECTOR_STORE: join(folder, 'vectors') });
  const store = await openIndex(storage, { identity: IDENTITY });
  try {
    await store.filling(async () => {
      for (let seed = 0; seed < 8000; seed += 500)
        await store.upsert(Array.from({ length: 500 }, (_, offset) => record(seed + offset)));
    });
    const table = await (await connect(join(folder, 'vectors'))).openTable(store.name);
    expect(await table.listIndices()).toEqual([]);
    expect((await table.stats()).fragmentStats.numFragments).toBe(16);
    await store.optimise();
    await table.checkoutLatest();
    expect((await table.listIndices()).map(({ name }) => name).sort()).toEqual(['id_idx', 'labels_idx', 'vector_idx']);
    expect((await table.stats()).fragmentStats.numFragments).toBe(1);
  } finally {
    await store.close();
  }
});

it('has a picture once when a fill that was interrupted is done again', async () => {
  const folder = await temporaryFolder();
  const { storage } = readConfig({ DATA_FOLDER: folder, VECTOR_STORE: join(folder, 'vectors') });
  const rows = Array.from({ length: 400 }, (_, seed) => record(seed, { round: 1 }));
  const again = rows.slice(100).map((row) => ({ ...row, metadata: { round: 2 } }));
  const first = await openIndex(storage, { identity: IDENTITY });
  // Large writes as the feed does them, one of which comes twice before the stop.
  await first.filling(async () => {
    await first.upsert(rows.slice(0, 200));
    await first.upsert(rows.slice(100, 300));
  });
  await first.close();
  const second = await openIndex(storage, { identity: IDENTITY });
  try {
    await second.filling(() => second.upsert(again));
    expect(await second.count()).toBe(400);
    const filter = { all: [{ key: 'round', equals: 2 }] };
    const [hits] = await second.search([{ embedding: vector(1), limit: 400, filter }]);
    expect(hits?.map(({ id }) => id).sort()).toEqual(again.map(({ id }) => id).sort());
  } finally {
    await second.close();
  }
});

it('does not write its index again for a few rows more, but for many', async () => {
  const folder = await temporaryFolder();
  const engine = await LanceEngine.open(folder, { first: 'approximate', rows: 256 });
  const properties = { ...IDENTITY, owner: 'tests', layout: LAYOUT, index: 'approximate' } as const;
  const collection = await engine.create('leopard_tests_g1', properties);
  const rows = (first: number, count: number) =>
    Array.from({ length: count }, (_, offset) => {
      const { id, embedding, metadata } = record(first + offset);
      return { id, embedding, ...indexMetadata(metadata) };
    });
  const indexFiles = async () => (await readdir(join(folder, 'leopard_tests_g1.lance', '_indices'))).sort();
  try {
    await collection.upsert(rows(0, 600));
    await collection.maintain({ always: true });
    await collection.buildIndex();
    const files = await indexFiles();
    expect(files).toHaveLength(3);
    await collection.upsert(rows(600, 10));
    await collection.maintain({});
    expect(await indexFiles()).toEqual(files);
    const { embedding } = record(605);
    const [hit] = await collection.search({ embedding, limit: 1, filter: undefined, exact: false });
    expect(hit?.id).toBe(record(605).id);
    await collection.upsert(rows(610, 1100));
    await collection.maintain({});
    expect(await indexFiles()).not.toEqual(files);
  } finally {
    await collection.close();
    await engine.close();
  }
});

it('says what to do about a place that is no folder', async () => {
  const folder = await temporaryFolder();
  const place = join(folder, 'vectors');
  await writeFile(place, '');
  const { storage } = readConfig({ DATA_FOLDER: folder, VECTOR_STORE: place });
  await expect(openIndex(storage, { identity: IDENTITY })).rejects.toMatchObject({
    code: 'VECTOR_STORE_FOLDER',
    message: expect.stringContaining(place),
  });
});
