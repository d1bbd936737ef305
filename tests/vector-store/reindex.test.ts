import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { readConfig } from '../../src/config/index.js';
import type { EncoderIdentity } from '../../src/services/encoder/types.js';
import type { VectorStore } from '../../src/services/storage/vectors/index.js';
import { BUILT_PROGRAM } from '../support/built-server.js';
import { fill as fillServer, ingest } from '../support/collection.js';
import { send } from '../support/graphql.js';
import { openFeed } from '../support/opened-feed.js';
import { pictureFile } from '../support/pictures.js';
import { startTestServer } from '../support/server.js';
import { newImage, openTestStore, temporaryFolder, type TestStore } from '../support/stored.js';
import { IDENTITY, nearestIds, vector } from './vectors.js';

const SEARCH = '{ search(instruction: "a square", limit: 50) { hits { image { id } } } }';

async function reindex(folder: string, ...flags: string[]) {
  const child = spawn(process.execPath, [BUILT_PROGRAM, 'reindex', '--data-folder', folder, ...flags], {
    env: { ...process.env, VECTOR_STORE: undefined },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [[status], stdout, stderr] = await Promise.all([once(child, 'exit'), text(child.stdout), text(child.stderr)]);
  return { status: status as number | null, stdout, stderr };
}

/** Pictures with embeddings of their own; what an index should hold. */
async function fill(images: TestStore, count: number, dimension: number) {
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
  records: Awaited<ReturnType<typeof fill>>,
  identity: EncoderIdentity,
) {
  const queries = [901, 902, 903].map((seed) => vector(seed, identity.dimension));
  const answers = await vectors.search(queries.map((embedding) => ({ embedding, limit: 9 })));
  for (const [index, hits] of answers.entries())
    expect(hits.map(({ id }) => id)).toEqual(nearestIds(records, queries[index] ?? vector(0), 9));
}

test('leopard reindex builds a lost or damaged index again, and fills another store by --to', async () => {
  const folder = await temporaryFolder();
  const images = await openTestStore(folder, IDENTITY);
  const records = await fill(images, 40, IDENTITY.dimension);
  await images.close();
  const { storage } = readConfig({ DATA_FOLDER: folder });
  /** Opens the index as a server does. */
  const opened = async (place = storage.vectorStore) => {
    const store = await openTestStore(folder, IDENTITY);
    const feed = await openFeed(store, { ...storage, ...(place && { vectorStore: place }) }, IDENTITY).catch(
      async (error: unknown) => {
        await store.close();
        throw error;
      },
    );
    return { feed, close: () => feed.close().then(() => store.close()) };
  };

  const first = await reindex(folder);
  expect(first, first.stderr).toMatchObject({
    status: 0,
    stdout: expect.stringMatching(/^40 pictures are indexed in /),
  });
  const built = await opened();
  await expectNearest(built.feed, records, IDENTITY);
  const { collection } = built.feed;
  await built.close();

  // Files of the collection are lost: a start says what to do, and that does it.
  await rm(join(folder, 'vectors', `${collection}.lance`, '_versions'), { recursive: true });
  await expect(opened()).rejects.toMatchObject({
    code: 'VECTOR_STORE_DAMAGED',
    message: expect.stringContaining('leopard reindex'),
  });
  const again = await reindex(folder);
  expect(again, again.stderr).toMatchObject({ status: 0 });
  const mended = await opened();
  await expectNearest(mended.feed, records, IDENTITY);
  await mended.close();

  const elsewhere = join(folder, 'elsewhere');
  const other = await reindex(folder, '--to', elsewhere);
  expect(other.stdout).toContain(`Start the server with VECTOR_STORE=${elsewhere} to use it.`);
  const moved = await opened(elsewhere);
  await expectNearest(moved.feed, records, IDENTITY);
  await moved.close();
}, 180_000);

test('beside a running server, leopard reindex goes through it: searches go on, and it switches in place', async () => {
  const { server, dataFolder, url, endpoint } = await startTestServer();
  const { vectors } = server.services;
  const ids = await fillServer(endpoint, 12);
  const found = async () => {
    const { data } = await send<{ search: { hits: { image: { id: string } }[] } }>(endpoint, SEARCH);
    return data?.search.hits.map(({ image }) => image.id).sort();
  };
  const expected = [...ids].sort();
  expect(await found()).toEqual(expected);
  const before = vectors.collection;

  const refused = await fetch(`${url}/reindex`, { method: 'POST', headers: { authorization: 'Bearer guessed' } });
  expect(refused.status).toBe(403);

  const done = reindex(dataFolder);
  let running = true;
  void done.finally(() => (running = false));
  let searches = 0;
  while (running) {
    expect(await found()).toEqual(expected);
    searches++;
  }
  expect(await done).toMatchObject({ status: 0, stdout: expect.stringMatching(/^12 pictures are indexed/) });
  expect(searches).toBeGreaterThan(0);
  expect(vectors.collection).not.toBe(before);
  expect(await found()).toEqual(expected);

  const elsewhere = join(dataFolder, 'elsewhere');
  const other = await reindex(dataFolder, '--to', elsewhere);
  expect(other.stdout).toContain(`VECTOR_STORE=${elsewhere}`);
  expect(await vectors.count()).toBe(12);

  // Ingested after the other store was filled: caught up when the server starts on that one.
  const [late] = await ingest(endpoint, [{ file: await pictureFile(99) }]);
  await server.stop();
  const next = await startTestServer({ dataFolder, settings: { VECTOR_STORE: elsewhere } });
  const { data } = await send<{ search: { hits: { image: { id: string } }[] } }>(next.endpoint, SEARCH);
  expect(data?.search.hits.map(({ image }) => image.id)).toContain(late?.image?.id);
  expect(await next.server.services.vectors.count()).toBe(13);
}, 180_000);
