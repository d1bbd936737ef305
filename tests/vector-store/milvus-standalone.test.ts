import { afterAll, beforeAll, describe } from 'vitest';
import { MilvusStandalone, ROOT_TOKEN } from '../support/milvus-standalone.js';
import { pythonEnvironment } from '../support/python-env.js';
import { conformance } from './conformance.js';

const environment = await pythonEnvironment('milvus-standalone');

describe.skipIf(environment === undefined)('with Milvus standalone, authentication on', () => {
  let server: MilvusStandalone;
  const settings = () => ({ VECTOR_STORE: server.address, VECTOR_STORE_TOKEN: ROOT_TOKEN });

  beforeAll(async () => {
    server = await MilvusStandalone.start(environment ?? '');
  });
  afterAll(() => server?.stop());

  conformance('Milvus standalone', async () => ({ kind: 'milvus', settings }));
});
