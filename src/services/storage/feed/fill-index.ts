import { engineError } from '../vectors/unavailable.js';
import { GenerationChoice } from './choose-generation.js';
import { follow, release } from './followed.js';
import type { IndexFeedParts, ReindexProgress } from './index-feed.js';

/**
 * Fills an index that does not answer yet, and closes the engine. It answers when a server is started with this engine; from then on,
 * or when this is done again, it goes on where it was.
 * @throws SetupError VECTOR_COLLECTION_FOREIGN, VECTOR_STORE_DAMAGED; LeopardError VECTOR_STORE_UNAVAILABLE; the reason of the signal
 */
export async function fillIndex(
  parts: IndexFeedParts,
  { onProgress, signal }: ReindexProgress = {},
): Promise<{ readonly collection: string; readonly pictures: number }> {
  const { database, engine, identity } = parts;
  const choice = new GenerationChoice(engine, database.generations, identity);
  try {
    const present = await choice.present();
    const collection = present
      ? await choice.open(present.name)
      : (await choice.next(undefined, engine.indexing.first)).collection;
    const followed = await follow(parts, collection);
    try {
      await followed.follower.catchUp(onProgress, signal);
      await followed.index.optimise();
      return { collection: collection.name, pictures: await followed.index.count() };
    } finally {
      await release(followed);
    }
  } catch (error) {
    signal?.throwIfAborted();
    throw engineError(error, engine.address);
  } finally {
    await engine.close();
  }
}
