import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { Logger } from 'pino';
import type { Config } from './config/index.js';
import { maskError } from './lib/mask-error.js';
import { DisposableStack } from './lib/disposable-stack.js';
import { proveEncoder } from './services/encoder/prove.js';
import { createEncoder } from './services/encoder/encoder.js';
import type { Encoder } from './services/encoder/types.js';
import { type KeyRing, keysPath, openKeyRing, readSigningSecret } from './services/access/index.js';
import { Gallery } from './services/collection/gallery.js';
import { PictureReader } from './services/collection/picture-source.js';
import { createDecoders, type Decoders } from './services/image-files/decoders/decoders.js';
import { createRenditions, type Renditions } from './services/collection/renditions/index.js';
import { createPictureFetcher } from './services/collection/sources/index.js';
import { lockDataFolder, openImageStore } from './services/storage/file-store/images/index.js';
import type { ImageStore } from './services/storage/images.js';
import { Editing } from './services/collection/ingestion/editing.js';
import { Indexing } from './services/collection/ingestion/indexing.js';
import { Ingestion } from './services/collection/ingestion/ingestion.js';
import { resolveModel } from './services/encoder/models/resolve.js';
import { createReranker } from './services/reranker/reranker.js';
import type { Reranker } from './services/reranker/types.js';
import { Ranking } from './services/search/ranking.js';
import { Search } from './services/search/search.js';
import { openSearchHistory } from './services/storage/file-store/searches/history.js';
import type { SearchHistory } from './services/storage/searches.js';
import { readStatus, type ServiceStatus } from './services/status.js';
import { openVectorStore, Reindexing, synchronise, type VectorStore } from './services/storage/vectors/index.js';
import { VERSION } from './lib/version.js';
import { pixelLimit } from './services/image-files/limits.js';

/** Everything that a server is made of; a test may replace any part. */
export interface Services {
  readonly logger: Logger;
  readonly keys: KeyRing;
  /** That picture addresses are signed with. */
  readonly signingSecret: Uint8Array;
  readonly decoders: Decoders;
  readonly encoder: Encoder;
  readonly images: ImageStore;
  readonly vectors: VectorStore;
  readonly history: SearchHistory;
  readonly renditions: Renditions;
  readonly reranker: Reranker;
  readonly search: Search;
  readonly ranking: Ranking;
  readonly gallery: Gallery;
  readonly ingestion: Ingestion;
  readonly editing: Editing;
  readonly reindexing: Reindexing;
  readonly status: () => Promise<ServiceStatus>;
  /** Releases all, in reverse order. Safe to call twice. */
  close(): Promise<void>;
}

/** What may be opened otherwise than the configuration says. */
export interface ServiceOptions {
  /** Where it is left out: the configured model. */
  readonly openEncoder?: (config: Config, decoders: Decoders) => Promise<Encoder>;
}

/**
 * Opens and proves all that a server needs, from top to bottom; on a failure, what was opened is closed again.
 * @throws SetupError saying the remedy; LeopardError where a store does not answer
 */
export async function openServices(config: Config, logger: Logger, options: ServiceOptions = {}): Promise<Services> {
  const resources = new DisposableStack(logger);
  try {
    return await open(config, logger, resources, options);
  } catch (error) {
    await resources.disposeAsync();
    throw error;
  }
}

async function open(
  config: Config,
  logger: Logger,
  resources: DisposableStack,
  { openEncoder = openConfiguredEncoder }: ServiceOptions,
): Promise<Services> {
  const { storage, limits } = config;
  const folder = storage.dataFolder;
  const warn = (message: string, error?: unknown) => logger.warn({ err: error }, message);

  // The folder first: whoever has it is the only one to touch what lies in it.
  const lock = resources.adopt('data folder', await lockDataFolder(folder), (it) => it.release());

  const keys = await openKeyRing(keysPath(config), { warn });
  const signingSecret = await readSigningSecret(join(folder, 'signing-secret'));

  const decoders = resources.adopt('decoders', createDecoders({ milliseconds: limits.decodeTime }), async (it) =>
    it.close(),
  );
  const encoder = resources.adopt('encoder', await openEncoder(config, decoders), (it) => it.close());
  await proveEncoder(encoder);

  const vectors = resources.adopt(
    'vector store',
    await openVectorStore(storage, { identity: encoder.identity, logger }),
    (it) => it.close(),
  );
  const renditions = resources.adopt(
    'renditions',
    createRenditions({
      folder: join(folder, 'renditions'),
      cacheBytes: storage.renditionCacheBytes,
      queueLength: limits.renditionQueue,
      limit: pixelLimit(limits),
      decoders,
      warn,
    }),
    (it) => it.close(),
  );
  // After both: it finishes deletions that a crash interrupted, and those reach into them.
  const purge = async (ids: readonly string[]) => {
    await Promise.all([vectors.delete(ids), renditions.remove(ids)]);
  };
  const images = resources.adopt(
    'image store',
    await openImageStore(folder, { identity: encoder.identity, lock, purge, warn }),
    (it) => it.close(),
  );
  logger.info(await synchronise(images, vectors), 'the vector store has what the image store has');

  const history = resources.adopt(
    'search history',
    await openSearchHistory(join(folder, 'searches'), {
      seconds: storage.searchHistorySeconds,
      bytes: storage.searchHistoryBytes,
      warn,
    }),
    (it) => it.close(),
  );
  const reranker = resources.adopt(
    'reranker',
    await createReranker(config.reranker, {
      folder: join(folder, 'reranker'),
      pictures: pixelLimit(limits),
      decoders,
      metadataBytes: limits.rerankMetadataBytes,
      logger,
    }),
    (it) => it.close(),
  );
  const fetcher = resources.adopt('picture fetcher', pictureFetcher(config), (it) => it.close());

  const reader = new PictureReader(fetcher, limits);
  const indexing = resources.adopt('indexing', new Indexing({ images, vectors, logger }), (it) => it.close());
  const search = new Search({ encoder, decoders, images, vectors, history, reader, limits });
  const mask = (error: unknown) => maskError(error, logger);
  const workers = config.encoder.workers || availableParallelism();
  const places = { concurrency: 2 * workers + 2, concurrencyOfOne: workers + 2 };
  const { queueLength } = config.encoder;
  return {
    ...{ logger, keys, signingSecret, decoders, encoder, images, vectors, history, renditions, reranker, search },
    ranking: new Ranking({ search, images, history, reranker, limits }),
    gallery: new Gallery(images, limits),
    ingestion: new Ingestion({ encoder, decoders, images, indexing, reader, limits, ...places, mask }),
    editing: new Editing(indexing, limits),
    reindexing: new Reindexing({ images, vectors, storage, identity: encoder.identity, logger }),
    status: () => readStatus({ version: VERSION, encoder, images, vectors, reranker, limits, queueLength }),
    close: () => resources.disposeAsync(),
  };
}

async function openConfiguredEncoder({ encoder, limits }: Config, decoders: Decoders): Promise<Encoder> {
  const modelFolder = await resolveModel(encoder.model, encoder.modelsFolder);
  return createEncoder({ ...encoder, ...pixelLimit(limits), modelFolder, decoders });
}

function pictureFetcher({ access, limits }: Config) {
  return createPictureFetcher({
    enabled: access.urlIngestion,
    hosts: access.urlHosts,
    ports: access.urlPorts,
    bytes: limits.urlBytes,
    milliseconds: limits.urlMilliseconds,
    redirects: limits.urlRedirects,
    userAgent: `leopard/${VERSION}`,
  });
}
