import { memo } from 'react';
import type { ImageFieldsFragment } from 'leopard/client';
import type { Facet } from '../data/filter.js';
import { factsOf, nameOf } from '../data/names.js';
import { useT } from '../i18n/i18n.js';
import { Card } from '../ui/card.js';
import { TrashIcon } from '../ui/icons.js';
import { UseThis } from '../ui/use-this.js';

interface Props {
  readonly image: ImageFieldsFragment;
  /** What people filter by: of these keys it says a few words. */
  readonly facets: readonly Facet[] | undefined;
  readonly onOpen: (image: ImageFieldsFragment) => void;
  readonly onUse: (image: ImageFieldsFragment) => void;
  readonly onRemove: (image: ImageFieldsFragment) => void;
  readonly chosen: boolean;
  readonly onChoose: (id: string, range: boolean) => void;
}

/** One stored picture. */
export const ImageCard = memo(function ImageCard(props: Props) {
  const { image, facets, chosen, onOpen, onUse, onRemove, onChoose } = props;
  const t = useT();
  return (
    <Card
      image={image}
      facts={factsOf(image, nameOf(image), facets)}
      onOpen={() => onOpen(image)}
      badge={
        <input
          type="checkbox"
          className="card-choice"
          aria-label={t('selection.choose', { name: nameOf(image) })}
          checked={chosen}
          // Shift is known to clicks alone, and a click is what the keyboard makes of the space bar.
          onClick={(event) => onChoose(image.id, event.shiftKey)}
          onChange={() => undefined}
        />
      }
    >
      <UseThis image={image} onUse={() => onUse(image)} />
      <button
        type="button"
        className="button-icon"
        onClick={() => onRemove(image)}
        aria-label={t('collection.removeLabel', { name: nameOf(image) })}
        title={t('collection.remove')}
      >
        <TrashIcon />
      </button>
    </Card>
  );
});
