import type { ImageOrder } from '../../images.js';
import type { StoredEntry } from './stored-entry.js';
import type { Place } from './cursor.js';

function compareEntries(entry: StoredEntry, time: number, id: string): number {
  if (entry.time !== time) return entry.time - time;
  if (entry.record.id === id) return 0;
  return entry.record.id < id ? -1 : 1;
}

/** Entries from the oldest to the newest, ties by id; a page costs a binary search. */
export class SortedEntries {
  constructor(private readonly entries: StoredEntry[] = []) {}

  get length(): number {
    return this.entries.length;
  }

  add(entry: StoredEntry): void {
    const last = this.entries.at(-1);
    if (last === undefined || compareEntries(last, entry.time, entry.record.id) < 0) this.entries.push(entry);
    else this.entries.splice(this.lowerBound(entry.time, entry.record.id), 0, entry);
  }

  /** An entry that is not here is no error. */
  delete(entry: StoredEntry): void {
    const index = this.lowerBound(entry.time, entry.record.id);
    if (this.entries[index]?.record.id === entry.record.id) this.entries.splice(index, 1);
  }

  filter(holds: (entry: StoredEntry) => boolean): SortedEntries {
    return new SortedEntries(this.entries.filter(holds));
  }

  /** The next `count` entries behind a place in the given order; from the beginning without one. */
  slice(order: ImageOrder, after: Place | undefined, count: number): StoredEntry[] {
    if (order === 'OLDEST') {
      let start = 0;
      if (after !== undefined) {
        start = this.lowerBound(after.time, after.id);
        if (this.entries[start]?.record.id === after.id) start += 1;
      }
      return this.entries.slice(start, start + count);
    }
    const end = after === undefined ? this.entries.length : this.lowerBound(after.time, after.id);
    return this.entries.slice(Math.max(0, end - count), end).reverse();
  }

  /** First index whose entry is not before the place. */
  private lowerBound(time: number, id: string): number {
    let low = 0;
    let high = this.entries.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const entry = this.entries[middle];
      if (entry !== undefined && compareEntries(entry, time, id) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
