import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from '../../src/config/index.js';
import type { VectorHit } from '../../src/services/storage/vectors/index.js';
import { openFeed } from '../support/opened-feed.js';
import { newImage, openTestStore, temporaryFolder } from '../support/stored.js';
import { MilvusStandalone, ROOT_TOKEN } from '../support/milvus-standalone.js';
import { pythonEnvironment } from '../support/python-env.js';
import { IDENTITY, vector } from './vectors.js';

/** 10,000 by `PICTURES=10000 npx vitest run tests/vector-store/moving`. */
const PICTURES = Number(process.env['PICTURES'] ?? 1000);
const QUERIES = 200;

const lite = await pythonEnvironment('milvus-lite');
const standalone = await pythonEnvironment('milvus-standalone');

describe.skipIf(lite === undefined || standalone === undefined)('moving from engine to engine', () => {
  let server: MilvusStandalone;
  beforeAll(async () => {
    server = await MilvusStandalone.start(standalone ?? '');
  });
  afterAll(() => server?.stop());

  it(
    `${PICTURES} pictures go LanceDB → Milvus Lite → Milvus standalone → LanceDB with the same hits in the same order`,
    { timeout: 900_000 },
    async () => {
      const folder = await temporaryFolder();
      const images = await openTestStore(folder, IDENTITY);
      const writes = Array.from({ length: PICTURES }, (_, seed) =>
        // Every tenth is a copy of the one before: ties.
        images.put({ ...newImage(`picture ${seed}`, seed), embedding: vector(seed % 10 === 9 ? seed - 1 : seed) }),
      );
      await Promise.all(writes);
      const places = [
        { VECTOR_STORE: join(folder, 'first') },
        { VECTOR_STORE: join(folder, 'milvus.db'), MILVUS_LITE_PYTHON: join(lite ?? '', 'bin', 'python') },
        { VECTOR_STORE: server.address, VECTOR_STORE_TOKEN: ROOT_TOKEN },
        { VECTOR_STORE: join(folder, 'last') },
      ];
      const answers: VectorHit[][][] = [];
      for (const place of places) {
        const { storage } = readConfig({ DATA_FOLDER: folder, VECTOR_INDEX: 'exact', ...place });
        const store = await openFeed(images, storage, IDENTITY);
        try {
          expect(await store.count()).toBe(PICTURES);
          await store.optimise();
          const hits: VectorHit[][] = [];
          for (let start = 0; start < QUERIES; start += 20)
            hits.push(
              ...(await store.search(
                Array.from({ length: 20 }, (_, index) => ({ embedding: vector(1_000_000 + start + index), limit: 9 })),
              )),
            );
          answers.push(hits);
        } finally {
          await store.close();
        }
      }
      await images.close();
      expect(answers[0]?.every((hits) => hits.length === 9)).toBe(true);
      for (const answer of answers.slice(1)) expect(answer).toEqual(answers[0]);
    },
  );
});
