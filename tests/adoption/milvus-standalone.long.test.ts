import { afterAll, beforeAll, describe } from 'vitest';
import { MilvusStandalone, ROOT_TOKEN } from '../support/milvus-standalone.js';
import { pythonEnvironment } from '../support/python-env.js';
import { adopting } from './adopting.js';
import { Notebook } from './notebook.js';

const [pymilvus, milvus] = [await pythonEnvironment('milvus-lite'), await pythonEnvironment('milvus-standalone')];

describe.skipIf(pymilvus === undefined || milvus === undefined)(
  'leopard adopt, from a Milvus server',
  { timeout: 240_000 },
  () => {
    let server: MilvusStandalone;
    let notebook: Notebook;
    beforeAll(async () => {
      server = await MilvusStandalone.start(milvus ?? '');
      notebook = new Notebook(pymilvus ?? '', { uri: server.address, token: ROOT_TOKEN });
    });
    afterAll(() => server?.stop());

    adopting(() => ({ notebook, address: server.address, settings: { VECTOR_STORE_TOKEN: ROOT_TOKEN } }));
  },
);
