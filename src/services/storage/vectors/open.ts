import { join, resolve } from 'node:path';
import type { Logger } from 'pino';
import { SetupError } from '../../../lib/errors.js';
import { isHttpAddress, readsLikeAddress } from '../../../lib/place.js';
import type { StorageConfig } from '../../../config/index.js';
import type { Indexing, VectorEngine } from './engine.js';
import type { VectorStoreKind } from './types.js';
import { engineError } from './unavailable.js';

/** Rows that an index is trained on at least. */
const LEAST_INDEXED_ROWS = 256;

/** Where the vectors are: the setting, or the folder `vectors` among the data. */
export const vectorStoreAddress = (config: StorageConfig): string =>
  config.vectorStore ?? join(config.dataFolder, 'vectors');

/** Which engine an address means. @throws SetupError VECTOR_STORE_ADDRESS_INVALID: it would become a folder of that name */
export function vectorStoreKind(address: string): VectorStoreKind {
  if (isHttpAddress(address)) return 'milvus';
  if (readsLikeAddress(address)) {
    throw new SetupError(
      'VECTOR_STORE_ADDRESS_INVALID',
      'This is no place for vectors. The address of a Milvus server begins with http:// or https://, such as http://localhost:19530; a path with a colon in it begins with ./.',
    );
  }
  return address.endsWith('.db') ? 'milvus-lite' : 'lancedb';
}

/**
 * Opens the engine that VECTOR_STORE names.
 * @throws SetupError where the place or the engine is not usable; LeopardError VECTOR_STORE_UNAVAILABLE where it does not answer
 */
export async function openVectorEngine(config: StorageConfig, logger?: Logger): Promise<VectorEngine> {
  const address = vectorStoreAddress(config);
  try {
    return await openEngine(config, address, logger);
  } catch (error) {
    throw engineError(error, address);
  }
}

/**
 * An engine's library is loaded where that engine is used: a start would take longer with all of them. Never with a request: what fails
 * to load, for want of files that can be opened, Node does not load again.
 */
async function openEngine(config: StorageConfig, address: string, logger: Logger | undefined): Promise<VectorEngine> {
  const kind = vectorStoreKind(address);
  if (kind === 'lancedb') {
    const { LanceEngine } = await import('./lancedb/engine.js');
    return LanceEngine.open(resolve(address), lanceIndexing(config));
  }
  const { openMilvus, openMilvusLite } = await import('./milvus/open.js');
  return kind === 'milvus'
    ? openMilvus(config, address, milvusIndexing(config))
    : openMilvusLite(config, resolve(address), milvusIndexing(config), logger);
}

/** Rows for which LanceDB compares with all in a few milliseconds (docs/stores.md). */
const LANCEDB_EXACT_ROWS = 5000;

// The index of a LanceDB table is added to it in place, so its collections begin as what they become.
function lanceIndexing({ vectorIndex, vectorIndexRows = LANCEDB_EXACT_ROWS }: StorageConfig): Indexing {
  if (vectorIndex === 'exact') return { first: 'exact', rows: Infinity };
  return { first: 'approximate', rows: vectorIndex === 'auto' ? vectorIndexRows : LEAST_INDEXED_ROWS };
}

/** Rows for which FLAT answers in tens of milliseconds (docs/stores.md). */
const MILVUS_EXACT_ROWS = 20_000;

// Milvus cannot exchange an index while it answers: `auto` begins with an exact collection and goes over to a new one.
function milvusIndexing({ vectorIndex, vectorIndexRows = MILVUS_EXACT_ROWS }: StorageConfig): Indexing {
  if (vectorIndex === 'auto') return { first: 'exact', rows: vectorIndexRows };
  return { first: vectorIndex, rows: Infinity };
}
