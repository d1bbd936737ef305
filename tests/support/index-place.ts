import { join } from 'node:path';
import { MilvusStandalone, ROOT_TOKEN } from './milvus-standalone.js';
import { pythonEnvironment } from './python-env.js';

/** Where a server keeps its index. */
export interface IndexPlace {
  /** By environment name. */
  readonly settings: Readonly<Record<string, string>>;
  /** Kills and starts the engine's own server, where nobody else does. */
  restart?(): Promise<void>;
  release(): Promise<void>;
}

/** A place on a real engine for the data folder: `lancedb`, `milvus-lite`, or `milvus`, a standalone server with authentication. */
export async function indexPlace(engine: string, dataFolder: string): Promise<IndexPlace> {
  const release = async () => {};
  switch (engine) {
    case 'lancedb':
      return { settings: {}, release };
    case 'milvus-lite': {
      const python = join((await pythonEnvironment('milvus-lite')) ?? '', 'bin', 'python');
      return { settings: { VECTOR_STORE: join(dataFolder, 'milvus.db'), MILVUS_LITE_PYTHON: python }, release };
    }
    case 'milvus': {
      const server = await MilvusStandalone.start((await pythonEnvironment('milvus-standalone')) ?? '');
      const settings = { VECTOR_STORE: server.address, VECTOR_STORE_TOKEN: ROOT_TOKEN };
      const restart = () => {
        void server.kill();
        return server.resume();
      };
      return { settings, restart, release: () => server.stop() };
    }
    default:
      throw new Error(`There is no engine ${engine}: lancedb, milvus-lite, milvus`);
  }
}
