import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { Logger } from 'pino';
import type { Config } from './config/index.js';
import { maskError } from './lib/mask-error.js';
import { type Clock, systemClock } from './lib/clock.js';
import { openTracing } from './lib/tracing/open.js';
import type { Tracing } from './lib/tracing/types.js';
import { DisposableStack } from './lib/disposable-stack.js';
import { proveEncoder } from './services/encoder/prove.js';
import { openConfiguredEncoder, type OpenOptions } from './services/encoder/open.js';
import type { Encoder } from './services/encoder/types.js';
import { type KeyRing, openKeyRing, openSigningSecret } from './services/access/index.js';
import { Collection } from './services/collection/collection.js';
import { Listing } from './services/collection/listing.js';
import { PictureReader } from './services/collection/picture-source.js';
import { createDecoders, type Decoders } from './services/image-files/decoders/decoders.js';
import { createRenditions, type Renditions } from './services/collection/renditions/index.js';
import { createPictureFetcher } from './services/collection/sources/index.js';

import { BulkEditing } from './services/collection/ingestion/bulk-editing.js';
import { Editing } from './services/collection/ingestion/editing.js';
import { Ingestion } from './services/collection/ingestion/ingestion.js';
import { createReranker } from './services/reranker/reranker.js';
import type { Reranker } from './services/reranker/types.js';
import { Ranking } from './services/search/ranking.js';
import { Insight } from './services/search/insight/insight.js';
import { Relevance } from './services/search/relevance/relevance.js';
import { Search } from './services/search/search.js';
import { SearchHistory } from './services/search/history.js';
import { encoderWithSpans, withSpans } from './services/spans.js';
import { PageDistinct } from './services/page-distinct.js';
import { readStatus, type ServiceStatus } from './services/status.js';
import { answeringConfig } from './services/generations/answering.js';
import { keptOpen } from './services/generations/kept-open.js';
import { ModelSwitch } from './services/generations/model-switch.js';
import { type Serving, ServingSet } from './services/generations/serving.js';
import { encoderNumber } from './services/storage/encoder-number.js';
import { IndexFeed } from './services/storage/feed/index-feed.js';
import { Reindexing } from './services/storage/feed/reindexing.js';
import { migrationOptions } from './services/storage/migration/options.js';
import { openDeployment } from './services/storage/deployment.js';
import type { Storage } from './services/storage/open.js';
import { SharedClock } from './services/storage/shared-clock.js';
import { openVectorEngine, type VectorStore } from './services/storage/vectors/index.js';
import { VERSION } from './lib/version.js';
import { pixelLimit } from './services/image-files/limits.js';

/** Everything that a server is made of; a test may replace any part. */
export interface Services {
  readonly logger: Logger;
  /** Undefined where nobody asked for traces. */
  readonly tracing: Tracing | undefined;
  readonly keys: KeyRing;
  /** By which all that expires does: the database's where several servers share it, the machine's otherwise. */
  readonly clock: Clock;
  /** That picture addresses are signed with. */
  readonly signingSecret: Uint8Array;
  readonly decoders: Decoders;
  readonly encoder: Encoder;
  readonly storage: Storage;
  readonly collection: Collection;
  readonly vectors: VectorStore;
  readonly modelSwitch: ModelSwitch;
  readonly history: SearchHistory;
  readonly renditions: Renditions;
  readonly reranker: Reranker;
  readonly search: Search;
  readonly ranking: Ranking;
  readonly insight: Insight;
  readonly listing: Listing;
  readonly ingestion: Ingestion;
  readonly editing: Editing;
  readonly bulkEditing: BulkEditing;
  readonly reindexing: Reindexing;
  readonly status: () => Promise<ServiceStatus>;
  /** Releases all, in reverse order. Safe to call twice. */
  close(): Promise<void>;
}

/** What may be opened otherwise than the configuration says. */
export interface ServiceOptions {
  /** Where it is left out: the configured model. */
  readonly openEncoder?: (config: Config, decoders: Decoders, options: OpenOptions) => Promise<Encoder>;
  /** Called as soon as the keys are known, before what takes long. What it throws ends the start. */
  readonly checkKeys?: (keys: KeyRing) => Promise<void>;
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
  configured: Config,
  logger: Logger,
  resources: DisposableStack,
  { openEncoder = openConfigured, checkKeys }: ServiceOptions,
): Promise<Services> {
  const { limits } = configured;
  const folder = configured.storage.dataFolder;
  const warn = (message: string, error?: unknown) => logger.warn({ err: error }, message);

  const tracing = await openTracing(configured.tracing, { version: VERSION, warn });
  if (tracing) resources.adopt('tracing', tracing, (it) => it.close());

  // The storage first: only the owner of a data folder may touch it.
  const storage = resources.adopt(
    'storage',
    await openDeployment(configured.storage, {
      ...{ create: true, caches: true, logger },
      migration: migrationOptions(configured),
    }),
    (it) => it.close(),
  );
  const { database, objects, deployment } = storage;

  const clock: Clock = storage.shared
    ? resources.adopt('clock', await SharedClock.open(database.images), (it) => it.close())
    : systemClock;
  const keys = await openKeyRing(database.apiKeys, { warn, clock });
  await checkKeys?.(keys);
  const signingSecret = await openSigningSecret(database.settings);

  const decoders = resources.adopt('decoders', createDecoders({ milliseconds: limits.decodeTime }), async (it) =>
    it.close(),
  );
  // After a switch of models the settings may still name the one before.
  const config = await answeringConfig(configured, database, (message) => logger.warn(message));
  const encoderOptions = {
    decoders,
    fingerprints: database.settings,
    onNotice: (notice: string) => logger.warn(notice),
  };
  const opened = resources.adopt('encoder', await openEncoder(config, decoders, encoderOptions), (it) => it.close());
  await proveEncoder(opened);
  const traced = ({ encoder, index, ...rest }: Serving): Serving => ({
    ...{ ...rest, encoder: encoderWithSpans(tracing, encoder) },
    index: withSpans(tracing, index, { search: { name: 'vector search' } }),
  });
  const number = await encoderNumber(database.generations, opened.identity, storage.place);
  const engine = resources.adopt('vector store', await openVectorEngine(config.storage, logger), (it) => it.close());
  const identityOf = (it: Pick<Serving, 'encoder' | 'number'>) => {
    return { encoder: it.encoder.identity, encoderNumber: it.number, deployment };
  };
  const generations: { set?: ServingSet } = {};
  const index = await IndexFeed.open({
    ...{ database, logger, engine: keptOpen(engine) },
    identity: identityOf({ encoder: opened, number }),
    answers: () => (generations.set?.active.number ?? number) === number,
  });
  // Closes what answers at the end, which may be another one by then.
  const serving = resources.adopt(
    'index',
    new ServingSet(database.generations, traced({ encoder: opened, number, index })),
    (it) => it.close(),
  );
  generations.set = serving;
  const { encoder } = serving;
  const renditions = resources.adopt(
    'renditions',
    createRenditions({
      folder: join(folder, 'renditions'),
      cacheBytes: config.storage.renditionCacheBytes,
      queueLength: limits.renditionQueue,
      limit: pixelLimit(limits),
      decoders,
      warn,
    }),
    (it) => it.close(),
  );
  const workers = encoder.concurrency ?? (config.encoder.workers || availableParallelism());
  const places = { concurrency: 2 * workers + 2, concurrencyOfOne: workers + 2 };
  const collection = withSpans(
    tracing,
    resources.adopt(
      'collection',
      await Collection.open({ ...database, objects, feed: serving, renditions, ...places, logger }),
      (it) => it.close(),
    ),
    { add: { name: 'store' }, change: { name: 'store' }, delete: { name: 'store' } },
  );
  const history = resources.adopt(
    'search history',
    new SearchHistory({
      ...database,
      objects,
      sweep: collection.sweep,
      seconds: config.storage.searchHistorySeconds,
      bytes: config.storage.searchHistoryBytes,
      ...{ clock: clock.now, shared: storage.shared },
      logger,
    }),
    (it) => it.close(),
  );
  const ranker = resources.adopt(
    'reranker',
    createReranker(config.reranker, {
      ...{ spending: database.spending, rankings: database.rankings, objects },
      pictures: pixelLimit(limits),
      decoders,
      metadataBytes: limits.rerankMetadataBytes,
      clock,
      logger,
    }),
    (it) => it.close(),
  );
  const reranker = withSpans(tracing, ranker, { rerank: { name: 'rerank' } });
  const modelSwitch = resources.adopt(
    'switch of models',
    new ModelSwitch({
      ...{ config, database, engine, deployment, encoderOptions, logger, traced, set: serving, dataFolder: folder },
      clock: clock.now,
      original: (id) => collection.originals.bytes(id),
    }),
    (it) => it.close(),
  );
  await modelSwitch.resume();
  const fetcher = resources.adopt('picture fetcher', pictureFetcher(config), (it) => it.close());

  const reader = new PictureReader(fetcher, limits);
  const search = new Search({ serving, decoders, collection, history, reader, limits });
  const { matchWeak: weak, matchStrong: strong } = config.search;
  const relevance = new Relevance({ serving, collection, thresholds: { weak, strong }, logger });
  const mask = (error: unknown) => maskError(error, logger);
  const { queueLength } = config.encoder;
  const pageDistinct = new PageDistinct(config.server.pageDistinct, { collection, logger });
  await pageDistinct.inUse(); // The log tells at the start that no picture has the key.
  return {
    ...{
      logger,
      tracing,
      keys,
      clock,
      signingSecret,
      decoders,
      encoder,
      storage,
      collection,
      history,
      renditions,
      reranker,
      search,
    },
    vectors: serving,
    modelSwitch,
    insight: new Insight({ search, relevance, collection, limits }),
    ranking: new Ranking({ search, collection, history, reranker, limits }),
    listing: new Listing(collection, limits),
    ingestion: new Ingestion({ encoders: serving, decoders, collection, reader, limits, ...places, mask }),
    editing: new Editing(collection, limits),
    bulkEditing: new BulkEditing(collection, limits),
    reindexing: new Reindexing({
      ...{ database, config: config.storage, logger },
      get feed() {
        return serving.active.index;
      },
      get identity() {
        return identityOf(serving.active);
      },
    }),
    status: () =>
      readStatus({
        ...{ version: VERSION, encoder, collection, vectors: serving, reranker, limits, queueLength, modelSwitch },
        pageDistinct,
      }),
    close: () => resources.disposeAsync(),
  };
}

const openConfigured = (config: Config, _: Decoders, options: OpenOptions): Promise<Encoder> =>
  openConfiguredEncoder(config, options);

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
