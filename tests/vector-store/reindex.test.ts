import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { readConfig } from '../../src/config/index.js';
import type { EncoderIdentity } from '../../src/services/encoder/types.js';
import { openImageStore } from '../../src/services/storage/file-store/images/index.js';
import type { ImageStore } from '../../src/services/storage/images.js';
import { openVectorStore, type VectorStore } from '../../src/services/storage/vectors/index.js';
import { newImage, temporaryFolder } from '../images-store/support.js';
import { startTestServer } from '../support/server.js';
import { collect, IDENTITY, nearestIds, vector } from './vectors.js';

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

async function reindex(folder: string, ...flags: string[]) {
  const child = spawn(process.execPath, ['--import', 'tsx', main, 'reindex', '--data-folder', folder, ...flags], {
    env: { ...process.env, VECTOR_STORE: undefined },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [[status], stdout, stderr] = await Promise.all([once(child, 'exit'), text(child.stdout), text(child.stderr)]);
  return { status: status as number | null, stdout, stderr };
}

/** Pictures with embeddings of their own, in an image store; what an index should hold. */
async function store(images: ImageStore, count: number, dimension: number) {
  const records = [];
  for (let seed = 0; seed < count; seed++) {
    const embedding = vector(seed, dimension);
    const image = { ...newImage(`picture ${seed}`, seed, { seed }), embedding };
    await images.put(image);
    records.push({ id: image.record.id, embedding, metadata: { seed } });
  }
  return records;
}

async function expectNearest(
  vectors: VectorStore,
  records: Awaited<ReturnType<typeof store>>,
  identity: EncoderIdentity,
) {
  const queries = [901, 902, 903].map((seed) => vector(seed, identity.dimension));
  const answers = await vectors.search(queries.map((embedding) => ({ embedding, limit: 9 })));
  for (const [index, hits] of answers.entries())
    expect(hits.map(({ id }) => id)).toEqual(nearestIds(records, queries[index] ?? vector(0), 9));
}

test('leopard reindex builds a lost index again, and fills another store by --to', async () => {
  const folder = await temporaryFolder();
  const images = await openImageStore(folder, { identity: IDENTITY });
  const records = await store(images, 40, IDENTITY.dimension);
  await images.close();

  const first = await reindex(folder);
  expect(first, first.stderr).toMatchObject({
    status: 0,
    stdout: expect.stringMatching(/^40 pictures are indexed in /),
  });
  const { storage } = readConfig({ DATA_FOLDER: folder });
  const vectors = await openVectorStore(storage, { identity: IDENTITY });
  await expectNearest(vectors, records, IDENTITY);
  await vectors.close();

  // The collection is lost, the pointer to it is not.
  const tables = (await readdir(join(folder, 'vectors'))).filter((name) => name.endsWith('.lance'));
  for (const table of tables) await rm(join(folder, 'vectors', table), { recursive: true });
  expect((await reindex(folder)).status).toBe(0);
  const again = await openVectorStore(storage, { identity: IDENTITY });
  expect(await again.count()).toBe(40);
  await again.close();

  const elsewhere = join(folder, 'elsewhere');
  const other = await reindex(folder, '--to', elsewhere);
  expect(other.stdout).toContain(`Start the server with VECTOR_STORE=${elsewhere} to use it.`);
  const moved = await openVectorStore({ ...storage, vectorStore: elsewhere }, { identity: IDENTITY });
  await expectNearest(moved, records, IDENTITY);
  await moved.close();
}, 120_000);

test('beside a running server, leopard reindex goes through it: searches go on, and it switches in place', async () => {
  const { server, dataFolder, url } = await startTestServer();
  const { images, vectors, encoder } = server.services;
  const { identity } = encoder;
  const records = await store(images, 60, identity.dimension);
  expect(await vectors.count()).toBe(0);
  const before = vectors.collection;

  const refused = await fetch(`${url}/reindex`, { method: 'POST', headers: { authorization: 'Bearer guessed' } });
  expect(refused.status).toBe(403);

  const done = reindex(dataFolder);
  let running = true;
  void done.finally(() => (running = false));
  let searches = 0;
  while (running) {
    const [hits] = await vectors.search([{ embedding: vector(1, identity.dimension), limit: 3 }]);
    expect([0, 3]).toContain(hits?.length);
    searches++;
  }
  expect(await done).toMatchObject({ status: 0, stdout: expect.stringMatching(/^60 pictures are indexed/) });
  expect(searches).toBeGreaterThan(0);
  expect(vectors.collection).not.toBe(before);
  await expectNearest(vectors, records, identity);
  expect((await collect(vectors.ids())).length).toBe(60);

  const elsewhere = join(dataFolder, 'elsewhere');
  const other = await reindex(dataFolder, '--to', elsewhere);
  expect(other.stdout).toContain(`VECTOR_STORE=${elsewhere}`);
  expect(await vectors.count()).toBe(60);

  // Ingested after the other store was filled: caught up when the server starts on that one.
  const late = { ...newImage('late', 61, { late: true }), embedding: vector(4711, identity.dimension) };
  await images.put(late);
  await server.stop();
  const next = await startTestServer({ dataFolder, settings: { VECTOR_STORE: elsewhere } });
  const [hits] = await next.server.services.vectors.search([{ embedding: late.embedding, limit: 1 }]);
  expect(hits?.[0]?.id).toBe(late.record.id);
  expect(await next.server.services.vectors.count()).toBe(61);
}, 180_000);
