import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { connect } from '@lancedb/lancedb';
import { describe, expect, it } from 'vitest';
import { readConfig } from '../../src/config/index.js';
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
