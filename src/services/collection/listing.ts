import type { Limits } from '../../config/index.js';
import { checkCount, checkFilter } from './checks.js';
import type { ImageOrder, MetadataFieldSummary, MetadataFilter, StoredImage } from '../storage/types/index.js';
import type { Collection } from './collection.js';

export interface ListingOptions {
  readonly first: number;
  readonly after?: string;
  readonly order: ImageOrder;
  readonly filter?: MetadataFilter;
}

/** One page of a list, as Relay's connections have it (relay.dev/graphql/connections.htm). */
export interface ListingPage {
  readonly edges: { cursor: string; node: StoredImage }[];
  readonly pageInfo: {
    hasNextPage: boolean;
    hasPreviousPage: boolean;
    startCursor: string | null;
    endCursor: string | null;
  };
  /** Of all pages; counted when it is asked for, since that can cost much more than a page. */
  readonly totalCount: () => Promise<number>;
}

/** What there is, within the limits: pictures in pages, and what can be filtered by. */
export class Listing {
  constructor(
    private readonly collection: Pick<Collection, 'page' | 'count' | 'fields'>,
    private readonly limits: Pick<Limits, 'listLimit' | 'filterConditions'>,
  ) {}

  /** @throws LeopardError BAD_USER_INPUT, LIMIT_EXCEEDED */
  async page(options: ListingOptions, signal?: AbortSignal): Promise<ListingPage> {
    checkCount('first', options.first, this.limits.listLimit, 'MAX_LIST_LIMIT');
    if (options.filter) checkFilter(options.filter, this.limits);
    const { images, cursors, hasNextPage } = await this.collection.page({ ...options, signal });
    return {
      edges: images.map((node, index) => ({ node, cursor: cursors[index] ?? '' })),
      pageInfo: {
        hasNextPage,
        hasPreviousPage: options.after !== undefined,
        startCursor: cursors[0] ?? null,
        endCursor: cursors.at(-1) ?? null,
      },
      totalCount: () => this.collection.count(options.filter, signal),
    };
  }

  /** @throws LeopardError LIMIT_EXCEEDED for more ids than a page may have pictures */
  checkIds(ids: readonly string[]): void {
    if (ids.length > 0) checkCount('The number of ids', ids.length, this.limits.listLimit, 'MAX_LIST_LIMIT');
  }

  /** Most frequent keys first, each with as many values as may be asked for. */
  async metadataFields(first: number): Promise<MetadataFieldSummary[]> {
    checkCount('first', first, this.limits.listLimit, 'MAX_LIST_LIMIT');
    return this.collection.fields(first, this.limits.listLimit);
  }

  /** @throws LeopardError BAD_USER_INPUT, LIMIT_EXCEEDED */
  metadataValues({ values }: MetadataFieldSummary, first: number): MetadataFieldSummary['values'] {
    checkCount('first', first, this.limits.listLimit, 'MAX_LIST_LIMIT');
    return values.slice(0, first);
  }
}
