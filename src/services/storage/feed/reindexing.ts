import { resolve } from 'node:path';
import type { StorageConfig } from '../../../config/index.js';
import { openVectorEngine, vectorStoreAddress, vectorStoreKind } from '../vectors/index.js';
import type { IndexIdentity } from './choose-generation.js';
import type { FeedLogger } from './feed-logger.js';
import { fillIndex } from './fill-index.js';
import type { IndexFeed, IndexFeedParts, ReindexProgress } from './index-feed.js';

/** Another vector store to fill; what is left out is as configured. */
export interface ReindexTarget {
  /** As in VECTOR_STORE. */
  readonly to?: string;
  readonly token?: string;
  readonly database?: string;
}

export interface ReindexOutcome {
  /** Address of the store that was filled. */
  readonly store: string;
  readonly collection: string;
  readonly pictures: number;
  /** False where the store is another one than the server's: it becomes active at the next start with that setting. */
  readonly active: boolean;
}

export interface ReindexingParts {
  readonly database: IndexFeedParts['database'];
  readonly feed: IndexFeed;
  readonly config: StorageConfig;
  readonly identity: IndexIdentity;
  readonly logger: FeedLogger;
}

/** Builds indexes from the database, without encoding: the active one anew, or one in another engine. */
export class Reindexing {
  constructor(private readonly parts: ReindexingParts) {}

  /**
   * Can be interrupted at any time; the next run goes on where it was.
   * @throws LeopardError OVERLOADED where one is running; VECTOR_STORE_UNAVAILABLE; SetupError
   */
  async run({ to, token, database }: ReindexTarget = {}, progress: ReindexProgress = {}): Promise<ReindexOutcome> {
    const { feed, config } = this.parts;
    const active = vectorStoreAddress(config);
    if (to === undefined || samePlace(to, active)) {
      await feed.reindex(progress);
      return { store: active, collection: feed.collection, pictures: await feed.count(), active: true };
    }
    const target = {
      ...config,
      vectorStore: to,
      vectorStoreToken: token ?? config.vectorStoreToken,
      vectorStoreDatabase: database ?? config.vectorStoreDatabase,
    };
    const engine = await openVectorEngine(target);
    return { store: to, ...(await fillIndex({ ...this.parts, engine }, progress)), active: false };
  }
}

/** Folders may be written in several ways. */
const samePlace = (left: string, right: string): boolean =>
  left === right ||
  (vectorStoreKind(left) !== 'milvus' && vectorStoreKind(right) !== 'milvus' && resolve(left) === resolve(right));
