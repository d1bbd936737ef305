import { execFile } from 'node:child_process';
import { cp, readdir, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { readConfig } from '../../src/config/index.js';
import { openIndex } from './open-index.js';
import { LOCKS } from '../../src/services/storage/vectors/milvus-lite/program.js';
import { temporaryFolder } from '../support/stored.js';
import { indexPlace } from '../support/index-place.js';
import { pythonEnvironment } from '../support/python-env.js';
import { collect, IDENTITY, pictureId, record } from './vectors.js';

const environment = await pythonEnvironment('milvus-lite');

/** Flushes during which is read and written. Without turns, a dozen reads miss rows meanwhile. */
const FLUSHES = 60;
const ROWS = 5;

/** Prints how many collections eight threads get that ask for one together. */
const OPEN_TOGETHER = `
import sys, threading
from milvus_lite.db import MilvusLite
from milvus_lite.schema.types import CollectionSchema, DataType, FieldSchema

place = sys.argv[1] + "/milvus.db"
fields = [FieldSchema(name="id", dtype=DataType.INT64, is_primary=True), FieldSchema(name="v", dtype=DataType.FLOAT_VECTOR, dim=2)]
with MilvusLite(place) as database:
    database.create_collection("pictures", CollectionSchema(fields=fields))
with MilvusLite(place) as database:
    start, got = threading.Barrier(8), []
    def ask():
        start.wait()
        got.append(database.get_collection("pictures"))
    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads: thread.start()
    for thread in threads: thread.join()
    print(len(set(map(id, got))))
`;

/** Prints the index files after a kill in the middle of the first one, and what is there when it is opened again. */
const HALF_WRITTEN = `
import sys
from milvus_lite.index import brute_force
from milvus_lite.schema.types import CollectionSchema, DataType, FieldSchema

place = sys.argv[1] + "/milvus.db"
fields = [FieldSchema(name="id", dtype=DataType.INT64, is_primary=True), FieldSchema(name="v", dtype=DataType.FLOAT_VECTOR, dim=2)]
files = lambda: glob.glob(place + "/**/*.idx", recursive=True)
index_files = lambda: [file for file in files() if ".part-" not in file]

if os.fork() == 0:
    def half(self, path):
        with open(path, "wb") as file: file.write(b"half")
        os._exit(0)
    brute_force.BruteForceIndex.save = half
    database = db.MilvusLite(place)
    pictures = database.create_collection("pictures", CollectionSchema(fields=fields))
    pictures.create_index("v", {"index_type": "FLAT", "metric_type": "COSINE"})
    pictures.load()
    pictures.insert([{"id": row, "v": [1.0, row]} for row in range(20)])
    pictures.flush()
    pictures._wait_for_bg()
os.wait()
print("killed while it was written:", index_files())
with db.MilvusLite(place) as database:
    pictures = database.get_collection("pictures")
    pictures.load()
    found = pictures.search([[1.0, 3.0]], top_k=20, metric_type="COSINE")
    print("opened again:", len(found[0]), "rows,", len(files()), "file")
`;

async function open(folder: string) {
  const { settings } = await indexPlace('milvus-lite', folder);
  return openIndex(readConfig({ DATA_FOLDER: folder, ...settings }).storage, { identity: IDENTITY });
}

/** The ids of the first rows, in their order. */
const firstIds = (rows: number) => Array.from({ length: rows }, (_, seed) => pictureId(seed)).sort();

describe.skipIf(environment === undefined)('with Milvus Lite', () => {
  it(
    'every read sees all that was acknowledged, while rows are flushed and others written',
    { timeout: 300_000 },
    async () => {
      const store = await open(await temporaryFolder());
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
        try {
          for (let flushes = 0; flushes < FLUSHES; flushes++) await store.optimise();
        } finally {
          done = true;
        }
      };

      try {
        await Promise.all([write(), count(), count(), search(), search(), flush()]);
        expect(faults).toEqual([]);
        expect((await collect(store.ids())).sort()).toEqual(firstIds(issued));
      } finally {
        await store.close();
      }
    },
  );

  it('rows are there once after a kill in the last instant of a flush, when their log was still there', async () => {
    const folder = await temporaryFolder();
    const records = Array.from({ length: 20 }, (_, seed) => record(seed));
    const store = await open(folder);
    await store.upsert(records);
    const files = await readdir(folder, { recursive: true });
    const logs = files.filter((file) => /[/\\]wal[/\\]wal_.*\.arrow$/.test(file));
    expect(logs.length).toBeGreaterThan(0);
    for (const log of logs) await cp(join(folder, log), join(folder, 'logs', log));
    await store.optimise();
    await store.close();
    await cp(join(folder, 'logs'), folder, { recursive: true });

    const again = await open(folder);
    try {
      // One more, or a flush would write the same segment over the first.
      await again.upsert([record(20)]);
      const whole = async () => {
        expect(await again.count()).toBe(21);
        expect((await collect(again.ids())).sort()).toEqual(firstIds(21));
        const [hits] = await again.search([{ embedding: record(3).embedding, limit: 21 }]);
        expect(hits?.map(({ id }) => id).sort()).toEqual(firstIds(21));
      };
      await whole();
      await again.optimise();
      await whole();
    } finally {
      await again.close();
    }
  });

  it('an index file that a kill has left half written is built anew', async () => {
    const folder = await temporaryFolder();
    const store = await open(folder);
    await store.upsert(Array.from({ length: 20 }, (_, seed) => record(seed)));
    await store.optimise();
    const indexFiles = async () => (await readdir(folder, { recursive: true })).filter((file) => file.endsWith('.idx'));
    // Written in the background of the flush.
    await expect.poll(indexFiles).not.toEqual([]);
    await store.close();
    const broken = await indexFiles();
    for (const file of broken) await truncate(join(folder, file), 100);

    const again = await open(folder);
    const [hits] = await again.search([{ embedding: record(3).embedding, limit: 20 }]);
    await again.close();
    expect(hits?.map(({ id }) => id).sort()).toEqual(firstIds(20));
    for (const file of broken) expect((await stat(join(folder, file))).size).toBeGreaterThan(100);
  });

  it('an index file is never seen half written', async () => {
    const python = join(environment ?? '', 'bin', 'python');
    const { stdout } = await promisify(execFile)(python, ['-c', LOCKS + HALF_WRITTEN, await temporaryFolder()]);
    expect(stdout.trim().split('\n')).toEqual(['killed while it was written: []', 'opened again: 20 rows, 1 file']);
  });

  it('a flush that fails forgets nothing, also when the next one works', async () => {
    const folder = await temporaryFolder();
    const store = await open(folder);
    await store.upsert(Array.from({ length: 20 }, (_, seed) => record(seed)));
    const files = await readdir(folder, { recursive: true });
    // Where the first flush makes a folder.
    const partitions = join(folder, dirname(files.find((file) => basename(file) === 'wal') ?? ''), 'partitions');
    await writeFile(partitions, 'a file in its place, as good as a full disk');
    await expect(store.optimise()).rejects.toMatchObject({ code: 'VECTOR_STORE_UNAVAILABLE' });
    expect(await store.count()).toBe(20);
    await store.upsert([record(20)]);

    await rm(partitions);
    await store.optimise();
    expect(await store.count()).toBe(21);
    await store.close();
    const again = await open(folder);
    try {
      expect((await collect(again.ids())).sort()).toEqual(firstIds(21));
    } finally {
      await again.close();
    }
  });

  it('calls that come together open a collection once', async () => {
    const python = join(environment ?? '', 'bin', 'python');
    const { stdout } = await promisify(execFile)(python, ['-c', LOCKS + OPEN_TOGETHER, await temporaryFolder()]);
    expect(stdout.trim()).toBe('1');
  });
});
