import { useCallback, useEffect, useRef, useState } from 'react';
import { type FilterInput, type ImageFieldsFragment, type ImageOrder, ImagesDocument } from 'leopard/client';
import { client, type Failure, isAbort, toFailure } from '../data/client.js';

const PAGE = 48;

interface Listed {
  readonly images: readonly ImageFieldsFragment[];
  readonly total: number;
  readonly end: string | null;
  readonly more: boolean;
}

/** The stored pictures, page after page. */
export function useImages(filter: FilterInput | undefined, orderBy: ImageOrder) {
  const [listed, setListed] = useState<Listed>();
  const [failure, setFailure] = useState<Failure>();
  const running = useRef<AbortController>(undefined);

  const load = useCallback(
    (after: string | null, before: readonly ImageFieldsFragment[]) => {
      running.current?.abort();
      const controller = (running.current = new AbortController());
      client
        .request(ImagesDocument, { first: PAGE, after, filter, orderBy }, { signal: controller.signal })
        .then(({ images }) => {
          setFailure(undefined);
          const { hasNextPage, endCursor } = images.pageInfo;
          setListed({
            images: [...before, ...images.edges.map(({ node }) => node)],
            total: images.totalCount,
            end: endCursor,
            more: hasNextPage,
          });
        })
        .catch((error: unknown) => {
          if (!controller.signal.aborted && !isAbort(error)) setFailure(toFailure(error));
        });
    },
    [filter, orderBy],
  );

  const reload = useCallback(() => load(null, []), [load]);
  useEffect(() => {
    reload();
    return () => running.current?.abort();
  }, [reload]);

  const more = useCallback(() => {
    if (listed?.more) load(listed.end, listed.images);
  }, [listed, load]);

  return { listed, failure, reload, more };
}
