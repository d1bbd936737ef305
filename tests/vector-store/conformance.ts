import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type StorageConfig, readConfig } from '../../src/config/index.js';
import { revisionOf, type VectorStoreKind } from '../../src/services/storage/vectors/index.js';
import { openIndex, type OpenIndex } from './open-index.js';
import { matchesFilter } from '../../src/services/storage/metadata-filter.js';
import { FilterCases } from './filter-cases.js';
import { collect, DIMENSION, IDENTITY, nearestIds, pictureId, record, similarity, vector } from './vectors.js';

/** 1,000 by `FILTERS=1000 npx vitest run tests/vector-store`, and others by another SEED. */
const FILTERS = Number(process.env['FILTERS'] ?? 100);
const SEED = Number(process.env['SEED'] ?? 1);

export interface EngineUnderTest {
  readonly kind: VectorStoreKind;
  /** Settings that lead to a place of its own, empty at first, for the given data folder. */
  settings(dataFolder: string): Record<string, string>;
}

/** What every engine has to do alike. */
export function conformance(name: string, start: () => Promise<EngineUnderTest>): void {
  describe(`a vector store on ${name}`, () => {
    let engine: EngineUnderTest;
    let folder: string;
    let config: StorageConfig;
    const opened: OpenIndex[] = [];
    /** Left open by an earlier test: some engines take seconds to start. */
    let kept: OpenIndex | undefined;

    beforeAll(async () => {
      engine = await start();
    });

    async function open(overrides: Record<string, string> = {}, identity = IDENTITY): Promise<OpenIndex> {
      folder ??= await mkdtemp(join(tmpdir(), 'leopard-vectors-'));
      config = readConfig({ DATA_FOLDER: folder, ...engine.settings(folder), ...overrides }).storage;
      const store = await openIndex(config, { identity });
      opened.push(store);
      const { close } = store;
      return Object.assign(store, {
        close: () => {
          if (kept === store) kept = undefined;
          return close();
        },
      });
    }

    afterEach(async () => {
      for (const store of opened.splice(0)) if (store !== kept) await store.close();
    });
    afterAll(async () => {
      await kept?.close();
      if (folder) await rm(folder, { recursive: true, force: true });
    });

    /** A store with nothing in it. */
    async function empty(): Promise<OpenIndex> {
      kept ??= await open();
      await kept.delete(await collect(kept.ids()));
      return kept;
    }

    const records = Array.from({ length: 120 }, (_, seed) => record(seed, { number: seed, even: seed % 2 === 0 }));

    it('names its kind and a collection that carries model, precision and preprocessing', async () => {
      const store = await empty();
      expect(store.kind).toBe(engine.kind);
      expect(store.name).toMatch(/^leopard_test_model_fp32_web_1_[0-9a-f]{8}_g\d+$/);
      expect(await store.healthy()).toBe(true);
    });

    it('answers an empty list where it is empty', async () => {
      const store = await empty();
      expect(await store.search([{ embedding: vector(1), limit: 5 }])).toEqual([[]]);
      expect(await store.search([])).toEqual([]);
      expect(await store.count()).toBe(0);
    });

    it('finds the nearest vectors with their cosine, best first, one list for each query', async () => {
      const store = await empty();
      await store.upsert(records);
      const queries = [vector(1001), vector(1002), vector(7)];
      const answers = await store.search(queries.map((embedding) => ({ embedding, limit: 9 })));
      expect(answers).toHaveLength(3);
      for (const [index, hits] of answers.entries()) {
        const query = queries[index] ?? vector(0);
        expect(hits.map(({ id }) => id)).toEqual(nearestIds(records, query, 9));
        for (const { id, score } of hits) {
          const stored = records.find((entry) => entry.id === id)?.embedding ?? vector(0);
          expect(score).toBeCloseTo(similarity(query, stored), 12);
        }
      }
      expect(answers[2]?.[0]).toEqual({ id: pictureId(7), score: expect.closeTo(1, 6) });
    });

    it('gives all there is where the limit is larger', async () => {
      const store = await empty();
      await store.upsert(records.slice(0, 4));
      const [hits] = await store.search([{ embedding: vector(9), limit: 1000 }]);
      expect(hits?.map(({ id }) => id)).toEqual(nearestIds(records.slice(0, 4), vector(9), 4));
    });

    it('cuts ties by id, however many copies of one vector there are', async () => {
      const store = await empty();
      const copies = Array.from({ length: 90 }, (_, index) => ({ ...record(5), id: pictureId(`copy ${index}`) }));
      await store.upsert([...copies, record(6)]);
      const [hits] = await store.search([{ embedding: vector(5), limit: 9 }]);
      const ids = copies.map(({ id }) => id).sort();
      expect(hits?.map(({ id }) => id)).toEqual(ids.slice(0, 9));
    });

    it('upserts: the same record twice is one, and a later one replaces an earlier one', async () => {
      const store = await empty();
      await store.upsert([record(1, { colour: 'red' }), record(1, { colour: 'green' })]);
      await store.upsert([record(1, { colour: 'blue' })]);
      expect(await store.count()).toBe(1);
      const search = (colour: string) =>
        store.search([{ embedding: vector(1), limit: 3, filter: { all: [{ key: 'colour', equals: colour }] } }]);
      expect((await search('blue'))[0]).toHaveLength(1);
      expect((await search('red'))[0]).toHaveLength(0);
      expect((await search('green'))[0]).toHaveLength(0);
    });

    it('keeps one row for each id when many writers bring the same records at once', async () => {
      const store = await empty();
      await Promise.all(Array.from({ length: 12 }, () => store.upsert(records.slice(0, 20))));
      expect(await store.count()).toBe(20);
      expect((await collect(store.ids())).sort()).toEqual(
        records
          .slice(0, 20)
          .map(({ id }) => id)
          .sort(),
      );
    });

    it('keeps the order of writes: what was deleted last is gone, what was written last is there', async () => {
      const store = await empty();
      const writes: Promise<void>[] = [];
      for (let round = 0; round < 5; round++) {
        writes.push(store.upsert(records.slice(0, 10)));
        writes.push(store.delete(records.slice(0, 10).map(({ id }) => id)));
      }
      writes.push(store.upsert(records.slice(0, 3)));
      await Promise.all(writes);
      expect((await collect(store.ids())).sort()).toEqual(
        records
          .slice(0, 3)
          .map(({ id }) => id)
          .sort(),
      );
    });

    it('deletes, and does not mind ids that are not there', async () => {
      const store = await empty();
      await store.upsert(records.slice(0, 10));
      await store.delete([pictureId(3), pictureId('nobody'), pictureId(4)]);
      await store.delete([pictureId('nobody')]);
      await store.delete([]);
      expect(await store.count()).toBe(8);
      const [hits] = await store.search([{ embedding: vector(3), limit: 10 }]);
      expect(hits?.map(({ id }) => id)).not.toContain(pictureId(3));
    });

    it('lists every id once, with the revision of its metadata', async () => {
      const store = await empty();
      const many = Array.from({ length: 1500 }, (_, seed) => record(seed, { seed }));
      await store.upsert(many);
      const revisions = await collect(store.revisions());
      expect(new Map(revisions.map(({ id, revision }) => [id, revision]))).toEqual(
        new Map(many.map(({ id, metadata }) => [id, revisionOf(metadata)])),
      );
      expect(revisions).toHaveLength(1500);
    });

    it('has everything again after it was closed and opened', async () => {
      const store = await empty();
      await store.upsert(records);
      await store.delete([pictureId(0)]);
      const before = await store.search([{ embedding: vector(500), limit: 20 }]);
      await store.close();
      const again = await open();
      expect(await again.count()).toBe(119);
      expect(await again.search([{ embedding: vector(500), limit: 20 }])).toEqual(before);
    });

    it(`filters like the reference: ${FILTERS} random filters over 400 rows`, { timeout: 600_000 }, async () => {
      const cases = new FilterCases(SEED);
      const rows = Array.from({ length: 400 }, (_, seed) => record(seed, cases.metadata()));
      const store = await empty();
      await store.upsert(rows);
      const filters = Array.from({ length: FILTERS }, () => cases.filter());
      let matches = 0;
      for (let start = 0; start < filters.length; start += 20) {
        const some = filters.slice(start, start + 20);
        const answers = await store.search(some.map((filter) => ({ embedding: vector(1), limit: 400, filter })));
        for (const [index, hits] of answers.entries()) {
          const filter = some[index] ?? {};
          const expected = rows.filter(({ metadata }) => matchesFilter(metadata, filter)).map(({ id }) => id);
          matches += expected.length;
          expect(hits.map(({ id }) => id).sort(), JSON.stringify(filter)).toEqual(expected.sort());
        }
      }
      // The cases say something: filters match some rows and not others.
      expect(matches / FILTERS).toBeGreaterThan(40);
      expect(matches / FILTERS).toBeLessThan(360);
    });

    it(
      'goes over to an index when it has outgrown exact search; searches and writes go on meanwhile, filters stay exact',
      { timeout: 300_000 },
      async () => {
        await (await empty()).close();
        const store = await open({ VECTOR_INDEX_ROWS: '1000' });
        const exact = store.name;
        const cases = new FilterCases(SEED + 1);
        const rows = new Map(
          Array.from({ length: 2000 }, (_, seed) => record(seed, cases.metadata())).map((row) => [row.id, row]),
        );
        await store.upsert([...rows.values()]);

        let building = true;
        const built = store.optimise().finally(() => (building = false));
        let round = 0;
        do {
          const [hits] = await store.search([{ embedding: vector(100 + round), limit: 1 }]);
          expect(hits?.[0]?.id).toBe(pictureId(100 + round));
          const [late, gone] = [record(5000 + round, cases.metadata()), pictureId(round)];
          await Promise.all([store.upsert([late]), store.delete([gone])]);
          rows.set(late.id, late);
          rows.delete(gone);
          round++;
        } while (building);
        await built;
        expect(store.name).toBe(exact);
        await store.upsert([record(9000)]);
        rows.set(pictureId(9000), record(9000));

        const all = [...rows.values()];
        expect((await collect(store.ids())).sort()).toEqual([...rows.keys()].sort());
        const queries = Array.from({ length: 30 }, (_, seed) => vector(7000 + seed));
        const answers = await store.search(queries.map((embedding) => ({ embedding, limit: 9 })));
        const found = answers.map((hits, index) => {
          const nearest = new Set(nearestIds(all, queries[index] ?? vector(0), 9));
          return hits.filter(({ id }) => nearest.has(id)).length;
        });
        expect(found.reduce((sum, count) => sum + count, 0) / (9 * queries.length)).toBeGreaterThanOrEqual(0.98);
        const filters = Array.from({ length: 40 }, () => cases.filter());
        const filtered = await store.search(filters.map((filter) => ({ embedding: vector(1), limit: 3000, filter })));
        for (const [index, hits] of filtered.entries()) {
          const filter = filters[index] ?? {};
          const expected = all.filter(({ metadata }) => matchesFilter(metadata, filter)).map(({ id }) => id);
          expect(hits.map(({ id }) => id).sort(), JSON.stringify(filter)).toEqual(expected.sort());
        }
        const { name } = store;
        await store.close();
        const again = await open();
        expect(again.name).toBe(name);
        expect(await again.count()).toBe(rows.size);
      },
    );

    it('refuses embeddings of another length, of no length, and such as are no numbers', async () => {
      const store = await empty();
      await expect(
        store.upsert([{ ...record(1), embedding: new Float32Array(DIMENSION + 1).fill(1) }]),
      ).rejects.toThrow();
      await expect(store.upsert([{ ...record(1), embedding: new Float32Array(DIMENSION) }])).rejects.toThrow();
      await expect(
        store.upsert([{ ...record(1), embedding: new Float32Array(DIMENSION).fill(NaN) }]),
      ).rejects.toThrow();
      await expect(store.search([{ embedding: new Float32Array(3).fill(1), limit: 1 }])).rejects.toThrow();
      expect(await store.count()).toBe(0);
    });

    it('drops a search that was given up', async () => {
      const store = await empty();
      await store.upsert(records);
      await expect(store.search([{ embedding: vector(1), limit: 3, signal: AbortSignal.abort() }])).rejects.toThrow(
        /abort/i,
      );
    });

    it('keeps indexes of two identities and of two owners apart', async () => {
      const store = await empty();
      await store.upsert(records.slice(0, 5));
      await store.close();
      const other = await open({}, { ...IDENTITY, checkpoint: 'f00d'.padEnd(64, '0') });
      expect(await other.count()).toBe(0);
      await other.close();
      const neighbour = await openIndex(config, { identity: IDENTITY, owner: 'somebody else' });
      opened.push(neighbour);
      expect(await neighbour.count()).toBe(0);
      await neighbour.close();
      expect(await (await open()).count()).toBe(5);
    });

    it('is on the disk when it says so', async () => {
      const store = await empty();
      await store.upsert(records.slice(0, 5));
      await store.persist();
      await store.upsert(records.slice(5, 8));
      await store.persist();
      expect(await store.count()).toBe(8);
    });
  });
}
