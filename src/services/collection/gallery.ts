import type { Limits } from '../../config/index.js';
import type { ImageOrder, ImageStore, MetadataFieldSummary, MetadataFilter, StoredImage } from '../storage/images.js';
import { checkCount, checkFilter } from './checks.js';

/** One page of a list, as Relay's connections have it (relay.dev/graphql/connections.htm). */
export interface GalleryPage {
  edges: { cursor: string; node: StoredImage }[];
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string | null; endCursor: string | null };
  totalCount: number;
}

/** What there is: pictures one by one, in pages, and what can be filtered by. */
export class Gallery {
  constructor(
    private readonly images: ImageStore,
    private readonly limits: Limits,
  ) {}

  image(id: string): StoredImage | null {
    return this.images.get(id) ?? null;
  }

  /** @throws LeopardError BAD_USER_INPUT, LIMIT_EXCEEDED */
  page(options: { first: number; after?: string; order: ImageOrder; filter?: MetadataFilter }): GalleryPage {
    checkCount('first', options.first, this.limits.listLimit, 'MAX_LIST_LIMIT');
    if (options.filter) checkFilter(options.filter, this.limits);
    const { images, cursors, hasNextPage, totalCount } = this.images.list(options);
    return {
      edges: images.map((node, index) => ({ node, cursor: cursors[index] ?? '' })),
      pageInfo: {
        hasNextPage,
        hasPreviousPage: options.after !== undefined,
        startCursor: cursors[0] ?? null,
        endCursor: cursors.at(-1) ?? null,
      },
      totalCount,
    };
  }

  /** Most frequent keys first, each with as many values as may be asked for. */
  metadataFields(first: number): MetadataFieldSummary[] {
    checkCount('first', first, this.limits.listLimit, 'MAX_LIST_LIMIT');
    return this.images.metadataFields(first, this.limits.listLimit);
  }

  /** @throws LeopardError BAD_USER_INPUT, LIMIT_EXCEEDED */
  metadataValues({ values }: MetadataFieldSummary, first: number): MetadataFieldSummary['values'] {
    checkCount('first', first, this.limits.listLimit, 'MAX_LIST_LIMIT');
    return values.slice(0, first);
  }
}
