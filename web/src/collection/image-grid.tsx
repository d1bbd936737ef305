import type { ImageFieldsFragment } from 'leopard/client';
import type { Facet } from '../data/filter.js';
import { factsOf, nameOf } from '../data/names.js';
import { useEndInSight } from '../ui/use-end-in-sight.js';
import { ImageCard } from './image-card.js';

interface Props {
  readonly images: readonly ImageFieldsFragment[];
  readonly facets: readonly Facet[] | undefined;
  readonly more: boolean;
  readonly onMore: () => void;
  readonly onOpen: (image: ImageFieldsFragment) => void;
  readonly onUse: (image: ImageFieldsFragment) => void;
  readonly onRemove: (image: ImageFieldsFragment) => void;
}

/** Stored pictures, more of them as one scrolls. */
export function ImageGrid({ images, facets, more, onMore, onOpen, onUse, onRemove }: Props) {
  const end = useEndInSight(more, onMore);
  return (
    <>
      <ul className="grid">
        {images.map((image) => (
          <ImageCard
            key={image.id}
            image={image}
            facts={factsOf(image, nameOf(image), facets)}
            onOpen={onOpen}
            onUse={onUse}
            onRemove={onRemove}
          />
        ))}
      </ul>
      <div ref={end} className="grid-end" data-more={more} />
    </>
  );
}
