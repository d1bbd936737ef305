import type { Logger } from 'pino';
import type { StorageConfig } from '../../src/config/index.js';
import type { EncoderIdentity } from '../../src/services/encoder/types.js';
import { openVectorEngine, VectorIndex } from '../../src/services/storage/vectors/index.js';
import { collectionName, generationName, LAYOUT, ownGenerations } from '../../src/services/storage/vectors/identity.js';
import { engineError } from '../../src/services/storage/vectors/unavailable.js';

export interface OpenIndexOptions {
  readonly identity: EncoderIdentity;
  readonly owner?: string;
  readonly logger?: Logger;
}

/** One index of one engine, without a database that it follows: the newest of its owner and identity, made where there is none. */
export interface OpenIndex extends VectorIndex {
  readonly kind: string;
  healthy(): Promise<boolean>;
  ids(): AsyncIterable<string>;
}

/** @throws as the server does where the place or the engine is not usable */
export async function openIndex(
  config: StorageConfig,
  { identity, owner = 'tests', logger }: OpenIndexOptions,
): Promise<OpenIndex> {
  const engine = await openVectorEngine(config, logger);
  try {
    const base = collectionName(identity, owner);
    const properties = { ...identity, owner, layout: LAYOUT, index: engine.indexing.first };
    const name = ownGenerations(await engine.collections(), base, properties).at(-1);
    const collection = await (name ? engine.open(name) : engine.create(generationName(base, 1), properties));
    const index = new VectorIndex(engine, collection, { logger });
    return Object.assign(index, {
      kind: engine.kind,
      healthy: () => engine.healthy().catch(() => false),
      async *ids() {
        for await (const { id } of index.revisions()) yield id;
      },
      close: closing(
        () => VectorIndex.prototype.close.call(index),
        () => engine.close(),
      ),
    });
  } catch (error) {
    await engine.close();
    throw engineError(error, engine.address);
  }
}

function closing(...parts: (() => Promise<void>)[]): () => Promise<void> {
  let closed: Promise<void> | undefined;
  const all = async () => {
    for (const part of parts) await part();
  };
  return () => (closed ??= all());
}
