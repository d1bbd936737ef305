import { LRUCache } from 'lru-cache';
import { matchesFilter } from '../../metadata-filter.js';
import type { ImageOrder, ImagePage, MetadataFieldSummary, MetadataFilter } from '../../images.js';
import { decodeCursor, encodeCursor } from './cursor.js';
import { MetadataStatistics } from './field-statistics.js';
import { SortedEntries } from './sorted-entries.js';
import type { StoredEntry } from './stored-entry.js';

/** Filtered listings that are kept up to date while somebody pages through them. */
const KEPT_LISTINGS = 32;

/** All pictures in memory: by id, by time, and by the filters lately asked for, with the counts of their metadata. */
export class Catalogue {
  private readonly byId = new Map<string, StoredEntry>();
  private readonly byTime = new SortedEntries();
  private readonly statistics = new MetadataStatistics();
  private readonly listings = new LRUCache<string, { filter: MetadataFilter; entries: SortedEntries }>({
    max: KEPT_LISTINGS,
  });

  get count(): number {
    return this.byId.size;
  }

  get(id: string): StoredEntry | undefined {
    return this.byId.get(id);
  }

  all(): IterableIterator<StoredEntry> {
    return this.byId.values();
  }

  /** Entries in a row, oldest first, behind a place in the listing. */
  following(place: { readonly time: number; readonly id: string } | undefined, count: number): StoredEntry[] {
    return this.byTime.slice('OLDEST', place, count);
  }

  /** Adds a picture or replaces its entry. */
  set(entry: StoredEntry): void {
    this.delete(entry.record.id);
    this.byId.set(entry.record.id, entry);
    this.byTime.add(entry);
    this.statistics.add(entry.record.metadata);
    for (const { filter, entries } of this.listings.values()) {
      if (matchesFilter(entry.record.metadata, filter)) entries.add(entry);
    }
  }

  delete(id: string): void {
    const entry = this.byId.get(id);
    if (entry === undefined) return;
    this.byId.delete(id);
    this.byTime.delete(entry);
    this.statistics.remove(entry.record.metadata);
    for (const { entries } of this.listings.values()) entries.delete(entry);
  }

  /** @throws LeopardError BAD_USER_INPUT for a cursor that is not one of ours */
  list(options: { first: number; after?: string; order: ImageOrder; filter?: MetadataFilter }): ImagePage {
    const { first, after, order, filter } = options;
    const place = after === undefined ? undefined : decodeCursor(after);
    const listing = filter === undefined ? this.byTime : this.listing(filter);
    const entries = listing.slice(order, place, first + 1);
    const page = entries.slice(0, first);
    return {
      images: page.map(({ record }) => record),
      cursors: page.map(encodeCursor),
      hasNextPage: entries.length > page.length,
      totalCount: listing.length,
    };
  }

  metadataFields(first: number, valuesFirst: number): MetadataFieldSummary[] {
    return this.statistics.summaries(first, valuesFirst);
  }

  /** Looks at every picture once for a new filter; later pages and changes cost one look at what changed. */
  private listing(filter: MetadataFilter): SortedEntries {
    const key = JSON.stringify(filter);
    const known = this.listings.get(key);
    if (known !== undefined) return known.entries;
    const matching = this.byTime.filter(({ record }) => matchesFilter(record.metadata, filter));
    this.listings.set(key, { filter, entries: matching });
    return matching;
  }
}
