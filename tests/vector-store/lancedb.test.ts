import { join } from 'node:path';
import { conformance } from './conformance.js';

conformance('LanceDB', async () => ({
  kind: 'lancedb',
  settings: (dataFolder) => ({ VECTOR_STORE: join(dataFolder, 'vectors') }),
}));
