import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readConfig } from '../../src/config.js';
import { openVectorStore } from '../../src/services/vector-store/index.js';
import { temporaryFolder } from '../images-store/support.js';
import { pythonEnvironment } from '../support/python-env.js';
import { collect, IDENTITY, pictureId, record } from './vectors.js';

const environment = await pythonEnvironment('milvus-lite');

/** Flushes during which is read and written. Without turns, a tenth of them or more is met by a read that misses rows. */
const FLUSHES = 60;
const ROWS = 5;

describe.skipIf(environment === undefined)('with Milvus Lite', () => {
  it(
    'every read sees all that was acknowledged, while rows are flushed and others written',
    { timeout: 300_000 },
    async () => {
      const folder = await temporaryFolder();
      const python = join(environment ?? '', 'bin', 'python');
      const { storage } = readConfig({
        DATA_FOLDER: folder,
        VECTOR_STORE: join(folder, 'milvus.db'),
        MILVUS_LITE_PYTHON: python,
      });
      const store = await openVectorStore(storage, { identity: IDENTITY });
      let acknowledged = 0;
      let issued = 0;
      let done = false;
      const faults: string[] = [];

      const write = async () => {
        while (!done) {
          issued += ROWS;
          await store.upsert(Array.from({ length: ROWS }, (_, row) => record(issued - 1 - row)));
          acknowledged = issued;
        }
      };
      const count = async () => {
        while (!done) {
          const least = acknowledged;
          const found = await store.count();
          if (found < least || found > issued) faults.push(`${found} rows counted, of ${least} to ${issued}`);
        }
      };
      const search = async () => {
        while (!done) {
          const newest = record(Math.max(acknowledged - 1, 0));
          const there = acknowledged > 0;
          const [hits] = await store.search([{ embedding: newest.embedding, limit: 1 }]);
          if (there && hits?.[0]?.id !== newest.id) faults.push('a search missed the row written last');
        }
      };
      const flush = async () => {
        for (let flushes = 0; flushes < FLUSHES; flushes++) await store.optimise();
        done = true;
      };

      try {
        await Promise.all([write(), count(), count(), search(), search(), flush()]);
        expect(faults).toEqual([]);
        const ids = await collect(store.ids());
        expect(ids.sort()).toEqual(Array.from({ length: issued }, (_, seed) => pictureId(seed)).sort());
      } finally {
        await store.close();
      }
    },
  );
});
