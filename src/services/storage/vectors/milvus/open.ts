import type { Logger } from 'pino';
import type { StorageConfig } from '../../../../config/index.js';
import type { Indexing } from '../engine.js';
import { findPython } from '../milvus-lite/python.js';
import { LiteSupervisor } from '../milvus-lite/supervisor.js';
import { MilvusConnection } from './connection.js';
import { MilvusEngine } from './engine.js';

/** What both are reached with. */
export type MilvusSettings = Pick<
  StorageConfig,
  'vectorStoreToken' | 'vectorStoreDatabase' | 'vectorStoreTls' | 'vectorStoreMilliseconds' | 'milvusLitePython'
>;

/** A Milvus server that somebody else runs. @throws SetupError VECTOR_STORE_UNAUTHENTICATED, VECTOR_STORE_UNREACHABLE */
export async function openMilvus(config: MilvusSettings, address: string, indexing: Indexing): Promise<MilvusEngine> {
  const connection = new MilvusConnection({
    address,
    token: config.vectorStoreToken,
    database: config.vectorStoreDatabase,
    tls: config.vectorStoreTls,
    milliseconds: config.vectorStoreMilliseconds,
  });
  return checked(new MilvusEngine('milvus', address, indexing, connection));
}

/** Milvus Lite, run by this process. @throws SetupError MILVUS_LITE_* */
export async function openMilvusLite(
  config: MilvusSettings,
  folder: string,
  indexing: Indexing,
  logger: Logger | undefined,
): Promise<MilvusEngine> {
  const python = await findPython(config.milvusLitePython);
  const supervisor = await LiteSupervisor.start({ python, dataFolder: folder, logger });
  const connection = new MilvusConnection({
    address: supervisor.address,
    milliseconds: config.vectorStoreMilliseconds,
  });
  supervisor.onMove((address) => connection.moveTo(address));
  return checked(
    new MilvusEngine('milvus-lite', folder, indexing, connection, {
      folder,
      stop: () => supervisor.stop(),
    }),
  );
}

async function checked(engine: MilvusEngine): Promise<MilvusEngine> {
  try {
    await engine.check();
    return engine;
  } catch (error) {
    await engine.close();
    throw error;
  }
}
