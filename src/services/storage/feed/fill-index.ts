import { setTimeout as pause } from 'node:timers/promises';
import type { VectorEngine } from '../vectors/engine.js';
import { engineError } from '../vectors/unavailable.js';
import { GenerationChoice } from './choose-generation.js';
import { fill, release } from './followed.js';
import { alone, STRAGGLERS } from './make-generation.js';
import type { IndexFeedParts, ReindexProgress } from './index-feed.js';

export interface FillOptions {
  /** Build a new index and let it answer in place of the present one, which is dropped where it can be opened. */
  readonly anew?: boolean;
}

/**
 * Fills an index while no server runs, and closes the engine. Interrupted, it goes on where it was when it is done again, or when a
 * server is started with this engine.
 * @throws SetupError VECTOR_COLLECTION_FOREIGN, VECTOR_STORE_DAMAGED; LeopardError VECTOR_STORE_UNAVAILABLE; the reason of the signal
 */
export function fillIndex(parts: IndexFeedParts, progress?: ReindexProgress, options?: FillOptions) {
  return alone(parts.database, () => fillAlone(parts, progress, options));
}

async function fillAlone(
  parts: IndexFeedParts,
  { onProgress, signal }: ReindexProgress = {},
  { anew = false }: FillOptions = {},
): Promise<{ readonly collection: string; readonly pictures: number }> {
  const { database, engine, identity } = parts;
  const choice = new GenerationChoice(engine, database.generations, identity);
  try {
    const present = await choice.present();
    const collection =
      present && !anew
        ? await choice.open(present.name)
        : (await choice.next(present?.name, engine.indexing.first)).collection;
    const followed = await fill(parts, collection);
    try {
      await followed.follower.catchUp(onProgress, signal);
      await followed.index.optimise({ unread: true });
      await followed.follower.persist();
      if (anew) await database.generations.activate(collection.name);
      return { collection: collection.name, pictures: await followed.index.count() };
    } finally {
      await release(followed);
      if (anew && present && !signal?.aborted) await dropSuperseded(parts, present.name, engine);
    }
  } catch (error) {
    signal?.throwIfAborted();
    throw engineError(error, engine.address);
  } finally {
    await engine.close();
  }
}

/** A collection that is too damaged to be dropped is left for a person to delete. */
async function dropSuperseded({ database, logger }: IndexFeedParts, name: string, engine: VectorEngine): Promise<void> {
  // Running servers search it until they have gone over.
  if (database.signals !== undefined) await pause(STRAGGLERS);
  if (!(await database.generations.remove(name))) return;
  await engine.drop(name).catch((error: unknown) => logger.warn({ err: error, collection: name }, 'left behind'));
}
