import type { ImageStore } from '../images.js';
import { revisionOf } from './digests.js';
import type { VectorRecord, VectorStore } from './types.js';

/** Pictures in one step. */
const STEP = 500;

export interface SynchroniseOptions {
  /** Called after each step: pictures compared so far, of all. */
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

export interface SynchroniseOutcome {
  readonly upserted: number;
  readonly deleted: number;
}

type Source = Pick<ImageStore, 'count' | 'list' | 'get' | 'embedding'>;

/**
 * Makes the index equal to the image store: writes what is missing or has older metadata, deletes what has no picture any more.
 * Reads embeddings only of pictures that differ, so it is cheap where nothing does. Safe beside ingestion and deletion.
 */
export async function synchronise(
  images: Source,
  store: VectorStore,
  { onProgress, signal }: SynchroniseOptions = {},
): Promise<SynchroniseOutcome> {
  const indexed = new Map<string, string>();
  for await (const { id, revision } of store.revisions()) indexed.set(id, revision);
  let upserted = 0;
  let done = 0;
  let after: string | undefined;
  for (;;) {
    signal?.throwIfAborted();
    const page = images.list({ first: STEP, order: 'OLDEST', ...(after === undefined ? {} : { after }) });
    const records: VectorRecord[] = [];
    for (const { id, metadata } of page.images) {
      const current = indexed.get(id) === revisionOf(metadata);
      indexed.delete(id);
      const embedding = current ? undefined : await images.embedding(id);
      if (embedding) records.push({ id, embedding, metadata });
    }
    await store.upsert(records);
    await settleChanges(images, store, records);
    upserted += records.length;
    done += page.images.length;
    onProgress?.(done, Math.max(done, page.totalCount));
    after = page.cursors.at(-1);
    if (!page.hasNextPage || after === undefined) break;
  }
  // A picture that was stored after the first page was read is no left-over.
  const gone = [...indexed.keys()].filter((id) => images.get(id) === undefined);
  await store.delete(gone);
  return { upserted, deleted: gone.length };
}

/** Pictures deleted or changed while their records were on the way: what the image store says now is written again. */
async function settleChanges(images: Source, store: VectorStore, written: readonly VectorRecord[]): Promise<void> {
  const deleted: string[] = [];
  const changed: VectorRecord[] = [];
  for (const { id, embedding, metadata } of written) {
    const now = images.get(id);
    if (!now) deleted.push(id);
    else if (now.metadata !== metadata && revisionOf(now.metadata) !== revisionOf(metadata))
      changed.push({ id, embedding, metadata: now.metadata });
  }
  await store.delete(deleted);
  if (changed.length === 0) return;
  await store.upsert(changed);
  await settleChanges(images, store, changed);
}
