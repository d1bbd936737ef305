import { useEffect, useRef } from 'react';
import type { HitFieldsFragment } from 'leopard/client';
import { messages } from '../messages.js';
import { HitCard } from './hit-card.js';

interface Props {
  readonly hits: readonly HitFieldsFragment[];
  readonly positions: ReadonlyMap<string, number>;
  readonly complete: boolean;
  readonly loadingMore: boolean;
  readonly onMore: () => void;
  readonly onUse: (hit: HitFieldsFragment) => void;
  readonly onDetails: (hit: HitFieldsFragment) => void;
}

/** How far ahead of the screen's edge further hits are asked for. */
const AHEAD = '800px';

export function ResultGrid({ hits, positions, complete, loadingMore, onMore, onUse, onDetails }: Props) {
  const end = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (complete || !end.current) return;
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting && onMore(), { rootMargin: AHEAD });
    observer.observe(end.current);
    return () => observer.disconnect();
  }, [complete, onMore]);
  return (
    <>
      <ul className="grid">
        {hits.map((hit) => (
          <HitCard
            key={hit.image.id}
            hit={hit}
            position={positions.get(hit.image.id)}
            onUse={onUse}
            onDetails={onDetails}
          />
        ))}
      </ul>
      <div ref={end} className="grid-end" role="status">
        {complete ? messages.results.all : loadingMore ? messages.results.more : ''}
      </div>
    </>
  );
}
