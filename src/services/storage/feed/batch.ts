import { LeopardError } from '../../../lib/errors.js';
import type { ImageChange, Images, StoredEmbedding } from '../types/index.js';
import type { VectorRecord } from '../vectors/index.js';
import type { FeedLogger } from './feed-logger.js';

export interface Batch {
  readonly records: VectorRecord[];
  /** Ids of pictures that are gone, or have no embedding of this encoder. */
  readonly deleted: string[];
}

/**
 * What the pictures of some changes are now: a change that was overtaken by a later one is read as what came of it.
 * A picture with a damaged embedding is left out, with a line in the log: one never holds up the others.
 */
export async function readBatch(
  images: Images,
  changes: readonly ImageChange[],
  encoder: number,
  logger: FeedLogger,
): Promise<Batch> {
  // A picture that was deleted and stored again is in the feed twice: its last word counts.
  const last = [...new Map(changes.map((change) => [change.id, change])).values()];
  const gone = last.filter(({ deleted }) => deleted).map(({ id }) => id);
  const ids = last.filter(({ deleted }) => !deleted).map(({ id }) => id);
  const [records, embeddings] = await Promise.all([images.get(ids), embeddingsOf(images, ids, encoder, logger)]);
  const batch: Batch = { records: [], deleted: gone };
  for (const [place, id] of ids.entries()) {
    const record = records[place];
    const embedding = embeddings[place];
    if (record && embedding) batch.records.push({ id, embedding: embedding.vector, metadata: record.metadata });
    else batch.deleted.push(id);
  }
  return batch;
}

async function embeddingsOf(
  images: Images,
  ids: readonly string[],
  encoder: number,
  logger: FeedLogger,
): Promise<(StoredEmbedding | undefined)[]> {
  try {
    return await images.embeddings(ids, encoder);
  } catch (error) {
    if (!(error instanceof LeopardError) || ids.length === 0) throw error;
    if (ids.length > 1) {
      // Which of them it is, and whether it is one of them at all.
      const halves = [ids.slice(0, ids.length >> 1), ids.slice(ids.length >> 1)];
      const read = halves.map((half) => embeddingsOf(images, half, encoder, logger));
      return (await Promise.all(read)).flat();
    }
    if ((await images.get(ids).catch(() => [])).length === 0) throw error;
    logger.warn({ err: error, image: ids[0] }, 'an embedding cannot be read: its picture is not indexed');
    return [undefined];
  }
}
