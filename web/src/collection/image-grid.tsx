import type { ImageFieldsFragment } from 'leopard/client';
import type { Facet } from '../data/filter.js';
import { ListEnd } from '../ui/list-end.js';
import { ImageCard } from './image-card.js';
import type { Selection } from './use-selection.js';

interface Props {
  readonly images: readonly ImageFieldsFragment[];
  readonly facets: readonly Facet[] | undefined;
  readonly more: boolean;
  readonly onMore: () => void;
  readonly onOpen: (image: ImageFieldsFragment) => void;
  readonly onUse: (image: ImageFieldsFragment) => void;
  readonly onRemove: (image: ImageFieldsFragment) => void;
  readonly selection: Selection;
}

/** Stored pictures, more of them as one scrolls. */
export function ImageGrid({ images, facets, more, onMore, onOpen, onUse, onRemove, selection }: Props) {
  return (
    <>
      <ul className="grid" data-choosing={selection.ids.size > 0}>
        {images.map((image) => (
          <ImageCard
            key={image.id}
            image={image}
            facets={facets}
            onOpen={onOpen}
            onUse={onUse}
            onRemove={onRemove}
            chosen={selection.ids.has(image.id)}
            onChoose={selection.toggle}
          />
        ))}
      </ul>
      <ListEnd length={images.length} more={more} watching={more} onMore={onMore} />
    </>
  );
}
