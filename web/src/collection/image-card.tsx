import { memo } from 'react';
import type { ImageFieldsFragment } from 'leopard/client';
import { nameOf } from '../data/names.js';
import { useT } from '../i18n/i18n.js';
import { Card } from '../ui/card.js';
import { TrashIcon } from '../ui/icons.js';
import { UseThis } from '../ui/use-this.js';

interface Props {
  readonly image: ImageFieldsFragment;
  /** A few words of its metadata. */
  readonly facts: string;
  readonly onOpen: (image: ImageFieldsFragment) => void;
  readonly onUse: (image: ImageFieldsFragment) => void;
  readonly onRemove: (image: ImageFieldsFragment) => void;
}

/** One stored picture. */
export const ImageCard = memo(function ImageCard({ image, facts, onOpen, onUse, onRemove }: Props) {
  const t = useT();
  return (
    <Card image={image} facts={facts} onOpen={() => onOpen(image)}>
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
