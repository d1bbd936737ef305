import type { Images } from '../types/index.js';
import { revisionOf, type VectorIndex } from '../vectors/index.js';

/** Pictures in one step. */
const STEP = 500;

export type Difference = 'missing' | 'outdated' | 'left over';

/**
 * Compares everything in an index with the database, in steps: for those who look for damage, and once for an index of a release
 * that kept no number of what was applied. Holds one line of the index in memory for each picture.
 */
export async function* compareIndex(
  images: Images,
  index: Pick<VectorIndex, 'revisions'>,
  signal?: AbortSignal,
): AsyncGenerator<{ readonly id: string; readonly difference: Difference }> {
  const indexed = new Map<string, string>();
  for await (const { id, revision } of index.revisions()) indexed.set(id, revision);
  let after: string | undefined;
  for (;;) {
    signal?.throwIfAborted();
    const page = await images.page({ first: STEP, order: 'OLDEST', ...(after !== undefined && { after }), signal });
    for (const { id, metadata } of page.images) {
      const revision = indexed.get(id);
      indexed.delete(id);
      if (revision === undefined) yield { id, difference: 'missing' };
      else if (revision !== revisionOf(metadata)) yield { id, difference: 'outdated' };
    }
    after = page.cursors.at(-1);
    if (!page.hasNextPage) break;
  }
  // A picture that was stored after the first page was read is no left-over.
  const rest = [...indexed.keys()];
  for (let start = 0; start < rest.length; start += STEP) {
    const ids = rest.slice(start, start + STEP);
    const there = await images.get(ids);
    for (const [place, id] of ids.entries()) if (there[place] === undefined) yield { id, difference: 'left over' };
  }
}

/** Writes to an index what it lacks, and takes out what it has too much. @returns how many differed */
export async function mendIndex(
  images: Images,
  index: VectorIndex,
  encoder: number,
  signal?: AbortSignal,
): Promise<number> {
  let mended = 0;
  let ids: string[] = [];
  const mend = async () => {
    const [records, embeddings] = await Promise.all([images.get(ids), images.embeddings(ids, encoder)]);
    const upserts = ids.flatMap((id, place) => {
      const [record, embedding] = [records[place], embeddings[place]];
      return record && embedding ? [{ id, embedding: embedding.vector, metadata: record.metadata }] : [];
    });
    const there = new Set(upserts.map(({ id }) => id));
    await index.upsert(upserts);
    await index.delete(ids.filter((id) => !there.has(id)));
    mended += ids.length;
    ids = [];
  };
  for await (const { id } of compareIndex(images, index, signal)) {
    ids.push(id);
    if (ids.length === STEP) await mend();
  }
  if (ids.length > 0) await mend();
  return mended;
}
