import { useCallback, useEffect, useRef, useState } from 'react';
import { type FilterInput, type ImageFieldsFragment, type ImageOrder, ImagesDocument } from 'leopard/client';
import { client, type Failure, isAbort, toFailure } from '../data/client.js';
import { useRecovery } from '../data/server-state.js';

const PAGE = 48;

export interface Listed {
  readonly images: readonly ImageFieldsFragment[];
  readonly total: number;
  readonly end: string | null;
  readonly more: boolean;
}

interface Options {
  readonly filter: FilterInput | undefined;
  readonly orderBy: ImageOrder;
  /** The longest list that the server gives (`status.limits.listLimit`). */
  readonly listLimit: number | undefined;
  /** Grows when pictures were added. */
  readonly changes: number;
  /** What an earlier visit has listed with the same filter and order: it is there at once, brought up to date. */
  readonly before: Listed | undefined;
}

/** The stored pictures, page after page. */
export function useImages({ filter, orderBy, listLimit = PAGE, changes, before }: Options) {
  const [listed, setListed] = useState(before);
  const [failure, setFailure] = useState<Failure>();
  const running = useRef<AbortController>(undefined);
  const first = Math.min(PAGE, listLimit);

  const load = useCallback(
    (after: string | null, merge: (page: Listed, before: Listed | undefined) => Listed) => {
      running.current?.abort();
      const controller = (running.current = new AbortController());
      client
        .request(ImagesDocument, { first, after, filter, orderBy }, { signal: controller.signal })
        .then(({ images: { edges, pageInfo, totalCount } }) => {
          if (controller.signal.aborted) return;
          const images = edges.map(({ node }) => node);
          const page = { images, total: totalCount, end: pageInfo.endCursor, more: pageInfo.hasNextPage };
          setFailure(undefined);
          setListed((before) => merge(page, before));
        })
        .catch((error: unknown) => {
          if (!controller.signal.aborted && !isAbort(error)) setFailure(toFailure(error));
        });
    },
    [filter, orderBy, first],
  );

  const reload = useCallback(() => load(null, (page) => page), [load]);
  const firstLoad = useRef(load);
  useEffect(() => {
    load(null, load === firstLoad.current ? withNews : (page) => page);
    return () => running.current?.abort();
  }, [load]);
  useRecovery(reload);
  // What is on screen stays where it is: new pictures come before it, or after its end.
  useEffect(() => {
    if (changes > 0) load(null, withNews);
  }, [changes, load]);

  const more = useCallback(() => {
    if (!listed?.more) return;
    const { end } = listed;
    load(end, (page, before) => {
      // Asked for again before it was drawn, a page is there already.
      if (before === undefined || before.end !== end) return before ?? page;
      return { ...page, images: [...before.images, ...page.images] };
    });
  }, [listed, load]);

  return { listed, failure, reload, more };
}

function withNews(page: Listed, before: Listed | undefined): Listed {
  if (!before || before.images.length === 0) return page;
  const fresh = new Set(page.images.map(({ id }) => id));
  const images = [...page.images, ...before.images.filter(({ id }) => !fresh.has(id))];
  return { images, total: page.total, end: before.end, more: images.length < page.total };
}
