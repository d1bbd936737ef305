import type { StorageConfig } from '../../src/config/index.js';
import type { EncoderIdentity } from '../../src/services/encoder/types.js';
import { IndexFeed } from '../../src/services/storage/feed/index-feed.js';
import { openVectorEngine } from '../../src/services/storage/vectors/index.js';
import type { TestStore } from './stored.js';

export const SILENT = { info: () => undefined, warn: () => undefined };

/** The index of a test's pictures in the place that the settings name, caught up with them. To be closed by whoever opens it. */
export async function openFeed(
  { storage, encoder }: TestStore,
  config: StorageConfig,
  identity: EncoderIdentity,
): Promise<IndexFeed> {
  const engine = await openVectorEngine(config);
  const { database, deployment } = storage;
  const of = { encoder: identity, encoderNumber: encoder, deployment };
  return IndexFeed.open({ database, engine, identity: of, logger: SILENT });
}
