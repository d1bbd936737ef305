import type { Database } from '../types/index.js';
import type { Collection, VectorEngine } from '../vectors/engine.js';
import { VectorIndex } from '../vectors/index.js';
import type { FeedLogger } from './feed-logger.js';
import { Follower } from './follower.js';
import { SharedFollower } from './shared-follower.js';

/** An index, and what keeps it up to date. */
export interface Followed {
  readonly index: VectorIndex;
  readonly follower: Pick<Follower, 'applied' | 'reaches' | 'catchUp' | 'persist' | 'close'>;
}

export interface FollowParts {
  readonly database: Pick<Database, 'images' | 'generations' | 'leases' | 'signals'>;
  readonly engine: VectorEngine;
  readonly logger: FeedLogger;
}

/** Follows an index that answers: with others, where several servers share the database. */
export async function follow(parts: FollowParts, collection: Collection, outgrown?: () => void): Promise<Followed> {
  const { engine, logger, database } = parts;
  const { images, generations, leases, signals } = database;
  if (signals === undefined) return fill(parts, collection, outgrown);
  const index = new VectorIndex(engine, collection, { logger, outgrown });
  return { index, follower: await SharedFollower.start({ images, generations, leases, signals, index, logger }) };
}

/** Fills an index that does not answer yet: whoever builds it does so alone. */
export async function fill(
  { engine, database: { images, generations, leases }, logger }: FollowParts,
  collection: Collection,
  outgrown?: () => void,
): Promise<Followed> {
  const index = new VectorIndex(engine, collection, { logger, outgrown });
  return { index, follower: await Follower.start({ images, generations, leases, index, logger }) };
}

export async function release({ index, follower }: Followed): Promise<void> {
  await follower.close();
  await index.close();
}
