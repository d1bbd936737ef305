import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { MilvusConnection } from '../../src/services/storage/vectors/milvus/connection.js';
import { ACTIVE, STATE } from '../../src/services/storage/vectors/milvus/schema.js';
import { LiteSupervisor } from '../../src/services/storage/vectors/milvus-lite/supervisor.js';
import { send } from '../support/graphql.js';
import { pythonEnvironment } from '../support/python-env.js';
import { startTestServer } from '../support/server.js';
import { SEARCH_SECONDS, writtenFolder } from './fixture.js';

const environment = await pythonEnvironment('milvus-lite');
const python = join(environment ?? '', 'bin', 'python');

const LIST = '{images(first:50){edges{node{id}}} status{vectorStore{collection}}}';
const SEARCH = '{search(instruction:"a chair",limit:50){hits{image{id} score}}}';

describe.skipIf(environment === undefined)('an index in Milvus of a release before the change feed', () => {
  test('goes on after the migration: what differs from the pictures is mended, the rest is not written again', async () => {
    const settings = (folder: string) => ({
      VECTOR_STORE: join(folder, 'milvus.db'),
      MILVUS_LITE_PYTHON: python,
      SEARCH_HISTORY_SECONDS: String(SEARCH_SECONDS),
    });
    /** Starts a server on a folder of the first format, asks, and stops it. */
    const migrated = async ({ folder, written }: Awaited<ReturnType<typeof writtenFolder>>) => {
      const server = await startTestServer({ dataFolder: folder, settings: settings(folder), stopWithTest: false });
      const headers = { authorization: `Bearer ${written.key}` };
      const ask = async <T>(query: string) => (await send<T>(server.endpoint, query, {}, { headers })).data;
      try {
        const list = await ask<{
          images: { edges: { node: { id: string } }[] };
          status: { vectorStore: { collection: string } };
        }>(LIST);
        const found = await ask<{ search: { hits: { image: { id: string }; score: number }[] } }>(SEARCH);
        return {
          ids: list?.images.edges.map(({ node }) => node.id).sort() ?? [],
          collection: list?.status.vectorStore.collection ?? '',
          hits: found?.search.hits ?? [],
          adopted: server.log.find(({ msg }) => msg === 'the index of an earlier release goes on'),
        };
      } finally {
        await server.stop();
      }
    };

    const first = await writtenFolder();
    const built = await migrated(first);
    expect(built.adopted).toBeUndefined();
    expect(built.hits.map(({ image }) => image.id).sort()).toEqual(built.ids);

    // The same rows, with what such a release wrote on the collection that answered; one picture is missing there.
    const second = await writtenFolder();
    await cp(join(first.folder, 'milvus.db'), join(second.folder, 'milvus.db'), { recursive: true });
    const lite = await LiteSupervisor.start({ python, dataFolder: join(second.folder, 'milvus.db') });
    const connection = new MilvusConnection({ address: lite.address, milliseconds: 10_000 });
    const { collection } = built;
    try {
      await connection.load(collection);
      await connection.call((client) =>
        client.alterCollectionProperties({ collection_name: collection, properties: { [STATE]: ACTIVE } }),
      );
      await connection.call((client) => client.delete({ collection_name: collection, ids: [built.ids[0] ?? ''] }));
    } finally {
      await connection.close();
      await lite.stop();
    }

    const adopted = await migrated(second);
    expect(adopted).toEqual({ ...built, adopted: expect.objectContaining({ collection, mended: 1 }) });
  }, 240_000);
});
