import { z } from 'zod';
import { folder, vectorStore } from './addresses.js';
import { sharedStorageSettings } from './shared-storage.js';
import { flag, oneOf, setting, whole, wholeNumber } from './setting.js';

/** Where pictures and vectors live. */
export const storageSettings = z.object({
  dataFolder: setting(
    folder().default('data'),
    'DATA_FOLDER',
    'Folder of the pictures, their metadata and embeddings; with DATABASE_URL, of caches that may be lost. One process owns it at a time.',
  ),
  ...sharedStorageSettings,
  migrate: setting(
    flag(true),
    'MIGRATE',
    'Bring what an older version wrote to this one at the start. With false, the start is refused until `leopard migrate` was run.',
  ),
  vectorStore: setting(
    vectorStore().optional(),
    'VECTOR_STORE',
    'A folder (LanceDB, embedded; the default is `vectors` in DATA_FOLDER), a name that ends in `.db` (Milvus Lite, run by the server) or an http(s) address (Milvus, Zilliz Cloud).',
  ),
  vectorStoreToken: setting(
    z.string().optional(),
    'VECTOR_STORE_TOKEN',
    'Token of a Milvus server: `user:password`, or an API key.',
    { secret: true },
  ),
  vectorStoreDatabase: setting(z.string().optional(), 'VECTOR_STORE_DATABASE', 'Database on a Milvus server.'),
  vectorStoreTls: setting(
    flag(false),
    'VECTOR_STORE_TLS',
    'Speak TLS to an http:// Milvus address (https:// always does).',
  ),
  vectorStoreMilliseconds: setting(
    whole(10_000, 100),
    'VECTOR_STORE_MS',
    'Time for one call of a Milvus server, in milliseconds; past it, the call fails as VECTOR_STORE_UNAVAILABLE.',
  ),
  vectorIndex: setting(
    oneOf(['auto', 'exact', 'approximate'], 'auto'),
    'VECTOR_INDEX',
    'How vectors are searched: `exact` compares with all of them, `approximate` walks an index, `auto` goes over from one to the other as a collection grows. After a change, run `leopard reindex`.',
  ),
  vectorIndexRows: setting(
    wholeNumber(256).optional(),
    'VECTOR_INDEX_ROWS',
    'Vectors from which `auto` builds an approximate index: 5,000 on LanceDB, 20,000 on Milvus where it is not given.',
  ),
  milvusLitePython: setting(
    z.string().optional(),
    'MILVUS_LITE_PYTHON',
    'Python (3.10 or newer) that has milvus-lite and pymilvus installed; found by itself where it is not given.',
  ),
  renditionCacheBytes: setting(
    whole(1024 ** 3),
    'RENDITION_CACHE_BYTES',
    'Disk space for resized pictures, in bytes; the least recently used are deleted first.',
  ),
  searchHistorySeconds: setting(
    whole(7 * 24 * 3600),
    'SEARCH_HISTORY_SECONDS',
    'How long a search can be opened again by its id.',
  ),
  searchHistoryBytes: setting(
    whole(512 * 1024 ** 2),
    'SEARCH_HISTORY_BYTES',
    'Disk space for earlier searches and their query pictures, in bytes; the oldest are deleted first.',
  ),
});
