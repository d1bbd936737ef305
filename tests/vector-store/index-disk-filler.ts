// Fills an index on a small file system, less and less of which is free. Run by the tests as a process of its own:
// index-disk-filler.ts <folder on a small file system> <engine>. Prints one JSON report.
import 'reflect-metadata';
import { rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readConfig } from '../../src/config/index.js';
import { LeopardError } from '../../src/lib/errors.js';
import { revisionOf, type VectorRecord } from '../../src/services/storage/vectors/index.js';
import { openIndex, type OpenIndex } from './open-index.js';
import { indexPlace } from '../support/index-place.js';
import { collect, IDENTITY, record, vector } from './vectors.js';

const BATCH = 100;
const MOST_BATCHES = 40;

const [folder = '', engine = ''] = process.argv.slice(2);
// A standalone server keeps its data there.
process.env['TMPDIR'] = folder;
const filler = join(folder, 'filler');
const faults: string[] = [];
const refusals: Record<string, number> = {};
const expected = new Map<string, VectorRecord>();

/** Leaves so many bytes free, or none where the engine takes room meanwhile. */
async function leaveFree(bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  await writeFile(filler, Buffer.alloc(Math.max(0, bavail * bsize - bytes))).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOSPC') throw error;
  });
}

const makeRoom = () => rm(filler, { force: true });

/** Writes batches until one is refused. @returns what was refused, which may be there or not */
async function writeUntilRefused(store: OpenIndex): Promise<VectorRecord[]> {
  for (let batch = 0; batch < MOST_BATCHES; batch++) {
    const records = Array.from({ length: BATCH }, (_, index) => record(1e6 + expected.size + index, { batch }));
    try {
      await store.upsert(records);
      for (const row of records) expected.set(row.id, row);
    } catch (error) {
      const code = error instanceof LeopardError ? error.code : String(error);
      refusals[code] = (refusals[code] ?? 0) + 1;
      return records;
    }
  }
  return [];
}

async function compare(store: OpenIndex, when: string): Promise<void> {
  const found = new Map((await collect(store.revisions())).map(({ id, revision }) => [id, revision]));
  if (found.size !== expected.size) faults.push(`${when}: ${found.size} rows, not ${expected.size}`);
  for (const [id, { metadata }] of expected)
    if (found.get(id) !== revisionOf(metadata)) faults.push(`${when}: ${id} is not as it was written`);
  const [hits] = await store.search([{ embedding: vector(1), limit: 3 }]);
  if (hits?.length !== 3) faults.push(`${when}: a search found ${hits?.length}`);
}

const place = await indexPlace(engine, join(folder, 'data'));
const { storage } = readConfig({ DATA_FOLDER: join(folder, 'data'), ...place.settings });
let store = await openIndex(storage, { identity: IDENTITY });
for (const row of Array.from({ length: BATCH }, (_, seed) => record(seed))) expected.set(row.id, row);
await store.upsert([...expected.values()]);
for (const free of [200_000, 50_000, 8192, 0]) {
  await leaveFree(free);
  const refused = await writeUntilRefused(store);
  // Milvus standalone does not survive a full disk: its etcd gives up.
  if (!place.restart)
    await compare(store, `with ${free} bytes free`).catch((error: unknown) => faults.push(String(error)));
  await makeRoom();
  await place.restart?.();
  // As the server's catch-up does.
  for (const row of refused) expected.set(row.id, row);
  await store.upsert(refused).catch((error: unknown) => faults.push(`with room again: ${String(error)}`));
}
await compare(store, 'with room');
await store.close();
store = await openIndex(storage, { identity: IDENTITY });
await compare(store, 'opened again');
await store.close();
await place.release();
process.stdout.write(`report ${JSON.stringify({ faults: faults.slice(0, 10), refusals })}\n`);
process.exit(0);
