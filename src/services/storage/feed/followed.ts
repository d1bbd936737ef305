import type { Database } from '../types/index.js';
import type { Collection, VectorEngine } from '../vectors/engine.js';
import { VectorIndex } from '../vectors/index.js';
import type { FeedLogger } from './feed-logger.js';
import { Follower } from './follower.js';

/** An index, and what keeps it up to date. */
export interface Followed {
  readonly index: VectorIndex;
  readonly follower: Follower;
}

export interface FollowParts {
  readonly database: Pick<Database, 'images' | 'generations'>;
  readonly engine: VectorEngine;
  readonly logger: FeedLogger;
}

export async function follow(
  { engine, database, logger }: FollowParts,
  collection: Collection,
  outgrown?: () => void,
): Promise<Followed> {
  const index = new VectorIndex(engine, collection, { logger, outgrown });
  return { index, follower: await Follower.start({ ...database, index, logger }) };
}

export async function release({ index, follower }: Followed): Promise<void> {
  await follower.close();
  await index.close();
}
