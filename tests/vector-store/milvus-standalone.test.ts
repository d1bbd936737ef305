import { MilvusClient } from '@zilliz/milvus2-sdk-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from '../../src/config.js';
import { openVectorStore } from '../../src/services/vector-store/index.js';
import { temporaryFolder } from '../images-store/support.js';
import { MilvusStandalone, ROOT_TOKEN } from '../support/milvus-standalone.js';
import { pythonEnvironment } from '../support/python-env.js';
import { conformance } from './conformance.js';
import { collect, IDENTITY, record, vector } from './vectors.js';

const environment = await pythonEnvironment('milvus-standalone');

describe.skipIf(environment === undefined)('with Milvus standalone, authentication on', () => {
  let server: MilvusStandalone;
  const settings = () => ({ VECTOR_STORE: server.address, VECTOR_STORE_TOKEN: ROOT_TOKEN });

  beforeAll(async () => {
    server = await MilvusStandalone.start(environment ?? '');
  });
  afterAll(() => server?.stop());

  conformance('Milvus standalone', async () => ({ kind: 'milvus', settings }));

  const storage = async (overrides: Record<string, string> = {}) =>
    readConfig({ DATA_FOLDER: await temporaryFolder(), ...settings(), ...overrides }).storage;

  it('refuses to start with a wrong token, or where nothing listens, and says what to correct', async () => {
    const wrong = await storage({ VECTOR_STORE_TOKEN: 'root:wrong' });
    await expect(openVectorStore(wrong, { identity: IDENTITY })).rejects.toMatchObject({
      code: 'VECTOR_STORE_UNAUTHENTICATED',
      message: expect.stringContaining('VECTOR_STORE_TOKEN'),
    });
    const nobody = await storage({ VECTOR_STORE: 'http://127.0.0.1:1' });
    await expect(openVectorStore(nobody, { identity: IDENTITY })).rejects.toMatchObject({
      code: 'VECTOR_STORE_UNREACHABLE',
      message: expect.stringContaining('http://127.0.0.1:1'),
    });
  });

  it('never touches a collection that is not ours', async () => {
    const config = await storage();
    const first = await openVectorStore(config, { identity: IDENTITY });
    const name = first.collection;
    await first.upsert([record(1)]);
    await first.close();
    const client = new MilvusClient({ address: server.address, token: ROOT_TOKEN, logLevel: 'error' });
    const properties = { 'leopard.owner': 'somebody else' };
    await client.alterCollectionProperties({ collection_name: name, properties });
    await expect(openVectorStore(config, { identity: IDENTITY })).rejects.toMatchObject({
      code: 'VECTOR_COLLECTION_FOREIGN',
      message: expect.stringContaining(name),
    });
    await expect(openVectorStore(config, { identity: IDENTITY, adopt: true })).rejects.toThrow(name);
    const { data } = await client.query({ collection_name: name, filter: 'id > ""', limit: 5, output_fields: ['id'] });
    expect(data).toEqual([{ id: record(1).id }]);
    await client.closeConnection();
  });

  it(
    'fails fast with a code while Milvus is away, and works again when it is back, without a restart',
    { timeout: 300_000 },
    async () => {
      const store = await openVectorStore(await storage(), { identity: IDENTITY });
      try {
        await store.upsert(Array.from({ length: 20 }, (_, seed) => record(seed)));
        await server.halt();
        const started = performance.now();
        const away = { code: 'VECTOR_STORE_UNAVAILABLE' };
        await expect(store.search([{ embedding: vector(1), limit: 3 }])).rejects.toMatchObject(away);
        await expect(store.upsert([record(21)])).rejects.toMatchObject(away);
        await expect(store.delete([record(1).id])).rejects.toMatchObject(away);
        await expect(store.count()).rejects.toMatchObject(away);
        await expect(collect(store.ids())).rejects.toMatchObject(away);
        expect(await store.healthy()).toBe(false);
        expect(performance.now() - started).toBeLessThan(10_000);
        await server.resume();
        await expect
          .poll(() => store.search([{ embedding: vector(3), limit: 1 }]).then(([hits]) => hits?.[0]?.id, String), {
            timeout: 120_000,
          })
          .toBe(record(3).id);
        expect(await store.healthy()).toBe(true);
        await store.upsert([record(21)]);
        expect(await store.count()).toBe(21);
      } finally {
        await store.close();
      }
    },
  );
});
