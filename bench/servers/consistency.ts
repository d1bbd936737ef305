// npm run bench:consistency -- [--searches 60]
// What a search takes in Milvus that waits for the last write (level Strong), right after one, and that need not (Bounded), by the tick of
// Milvus's clock.
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { readConfig } from '../../src/config/index.js';
import { MilvusStandalone, ROOT_TOKEN } from '../../tests/support/milvus-standalone.js';
import { pythonEnvironment } from '../../tests/support/python-env.js';
import { openIndex } from '../../tests/vector-store/open-index.js';
import { IDENTITY, record, vector } from '../../tests/vector-store/vectors.js';
import { latencies } from './load.js';

const { values } = parseArgs({ options: { searches: { type: 'string', default: '60' } } });
const searches = Number(values.searches);
const ROWS = 1000;
/** Milliseconds without a write, from which the server asks for Bounded. */
const SETTLED = 11_000;
/** Milliseconds: what Milvus comes with, and what it can be set to. */
const TICKS = [200, 20];

const environment = await pythonEnvironment('milvus-standalone');
if (environment === undefined) throw new Error('there is no Milvus');
for (const tick of TICKS) {
  const milvus = await MilvusStandalone.start(environment, undefined, tick);
  try {
    const settings = { VECTOR_STORE: milvus.address, VECTOR_STORE_TOKEN: ROOT_TOKEN };
    const index = await openIndex(readConfig(settings).storage, { identity: IDENTITY });
    await index.upsert(Array.from({ length: ROWS }, (_, n) => record(n)));
    const search = async (n: number, settled: boolean) => {
      await index.search([{ embedding: vector(n), limit: 9 }], settled);
    };
    await search(0, false);
    const write = (n: number) => index.upsert([record(ROWS + n)]);
    const strong = await latencies(searches, (n) => search(n, false), write);
    await pause(SETTLED);
    const bounded = await latencies(searches, (n) => search(n, true));
    process.stdout.write(`tick ${tick} ms: Strong after a write ${strong}, Bounded ${bounded} (p50, p95 in ms)\n`);
    await index.close();
  } finally {
    await milvus.stop();
  }
}
