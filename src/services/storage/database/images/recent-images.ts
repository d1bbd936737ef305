import { LRUCache } from 'lru-cache';
import type { StoredImage } from '../../types/index.js';
import type { ImageRow } from './records.js';

/** Bytes of records, roughly. */
const BYTES = 4 * 1024 ** 2;
/** Of a record without its metadata. */
const RECORD_BYTES = 600;

/**
 * Records that were read lately: the same pictures are found again and again. Only for a database that this process alone writes to, and
 * every change of a picture goes through `changing`.
 */
export class RecentImages {
  readonly #known = new LRUCache<string, StoredImage>({ maxSize: BYTES });
  /** Changes that have ended. */
  #changes = 0;

  /** In the order of the ids; undefined for those that are not there. @param read by ids, those that are there */
  async get(
    ids: readonly string[],
    read: (ids: readonly string[]) => Promise<Map<string, ImageRow>>,
  ): Promise<(StoredImage | undefined)[]> {
    const known = ids.map((id) => this.#known.get(id));
    const unknown = ids.filter((_, index) => known[index] === undefined);
    if (unknown.length === 0) return known;
    const changes = this.#changes;
    const rows = await read(unknown);
    // What was read before the end of a change may be what it was before.
    if (this.#changes === changes) {
      for (const [id, { image, metadataLength }] of rows) {
        this.#known.set(id, image, { size: RECORD_BYTES + metadataLength });
      }
    }
    return ids.map((id, index) => known[index] ?? rows.get(id)?.image);
  }

  /** @param ids of the pictures that the work may change; left out: any */
  async changing<T>(work: () => Promise<T>, ids?: readonly string[]): Promise<T> {
    try {
      return await work();
    } finally {
      this.#changes += 1;
      if (ids === undefined) this.#known.clear();
      else for (const id of ids) this.#known.delete(id);
    }
  }
}
