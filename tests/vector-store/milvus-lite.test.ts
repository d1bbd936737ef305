import { join } from 'node:path';
import { describe } from 'vitest';
import { pythonEnvironment } from '../support/python-env.js';
import { conformance } from './conformance.js';

const environment = await pythonEnvironment('milvus-lite');

describe.skipIf(environment === undefined)('with Milvus Lite', () => {
  conformance('Milvus Lite', async () => ({
    kind: 'milvus-lite',
    settings: (dataFolder) => ({
      VECTOR_STORE: join(dataFolder, 'milvus.db'),
      MILVUS_LITE_PYTHON: join(environment ?? '', 'bin', 'python'),
    }),
  }));
});
