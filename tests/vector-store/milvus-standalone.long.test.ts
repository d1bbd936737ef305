import { MilvusClient } from '@zilliz/milvus2-sdk-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from '../../src/config/index.js';
import { openIndex } from './open-index.js';
import { temporaryFolder } from '../support/stored.js';
import { fill, ingest } from '../support/collection.js';
import { send } from '../support/graphql.js';
import { MilvusStandalone, ROOT_TOKEN } from '../support/milvus-standalone.js';
import { pythonEnvironment } from '../support/python-env.js';
import { pictureFile } from '../support/pictures.js';
import { startTestServer } from '../support/server.js';
import { conformance } from './conformance.js';
import { IDENTITY, record } from './vectors.js';

const SEARCH = '{ search(instruction: "a square", limit: 20) { hits { image { id } } } }';
interface FoundIds {
  search: { hits: { image: { id: string } }[] } | null;
}

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
    await expect(openIndex(wrong, { identity: IDENTITY })).rejects.toMatchObject({
      code: 'VECTOR_STORE_UNAUTHENTICATED',
      message: expect.stringContaining('VECTOR_STORE_TOKEN'),
    });
    const nobody = await storage({ VECTOR_STORE: 'http://127.0.0.1:1' });
    await expect(openIndex(nobody, { identity: IDENTITY })).rejects.toMatchObject({
      code: 'VECTOR_STORE_UNREACHABLE',
      message: expect.stringContaining('http://127.0.0.1:1'),
    });
  });

  it('never touches a collection that is not ours', async () => {
    const config = await storage();
    const first = await openIndex(config, { identity: IDENTITY, owner: 'of this test' });
    const { name } = first;
    await first.upsert([record(1)]);
    await first.close();
    const client = new MilvusClient({ address: server.address, token: ROOT_TOKEN, logLevel: 'error' });
    const properties = { 'leopard.owner': 'somebody else' };
    await client.alterCollectionProperties({ collection_name: name, properties });
    await expect(openIndex(config, { identity: IDENTITY, owner: 'of this test' })).rejects.toMatchObject({
      code: 'VECTOR_COLLECTION_FOREIGN',
      message: expect.stringContaining(name),
    });
    const { data } = await client.query({ collection_name: name, filter: 'id > ""', limit: 5, output_fields: ['id'] });
    expect(data).toEqual([{ id: record(1).id }]);
    await client.closeConnection();
  });

  it(
    'fails fast with a code while Milvus is away, says so at /readyz, and goes on when it is back, with nothing lost',
    { timeout: 300_000 },
    async () => {
      const { endpoint, url, server: leopard } = await startTestServer({ settings: settings() });
      const ids = await fill(endpoint, 6);
      const { vectors } = leopard.services;
      const readiness = async () => (await fetch(`${url}/readyz`)).status;
      const found = async () => {
        const { data, errors } = await send<FoundIds>(endpoint, SEARCH);
        return data?.search?.hits.map(({ image }) => image.id).sort() ?? errors?.[0]?.extensions?.code;
      };
      expect(await found()).toEqual([...ids].sort());
      expect(await readiness()).toBe(200);

      await server.kill();
      const started = performance.now();
      expect(await found()).toBe('VECTOR_STORE_UNAVAILABLE');
      expect(await readiness()).toBe(503);
      const [outcome] = await ingest(endpoint, [{ file: await pictureFile(99) }]);
      expect(outcome).toMatchObject({ status: 'STORED', searchable: false, error: null });
      await expect(vectors.count()).rejects.toMatchObject({ code: 'VECTOR_STORE_UNAVAILABLE' });
      expect(performance.now() - started).toBeLessThan(10_000);

      await server.resume();
      await expect.poll(readiness, { timeout: 120_000 }).toBe(200);
      // What was sent while it was away is caught up by itself.
      await expect.poll(async () => (await found())?.length, { timeout: 120_000 }).toBe(7);
      expect(await found()).toEqual(expect.arrayContaining(ids));
    },
  );
});
