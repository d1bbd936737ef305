import { memo } from 'react';
import type { ImageFieldsFragment } from 'leopard/client';
import { nameOf } from '../data/names.js';
import { messages } from '../messages.js';
import { TrashIcon } from '../ui/icons.js';
import { Picture } from '../ui/picture.js';

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
  const name = nameOf(image);
  return (
    <li className="card" data-image={image.id}>
      <button
        type="button"
        className="card-picture"
        onClick={() => onOpen(image)}
        aria-label={messages.results.details(name)}
      >
        <Picture
          src={image.thumbnail}
          alt={name}
          width={image.width}
          height={image.height}
          placeholder={image.placeholder}
        />
      </button>
      <div className="card-words">
        <p className="card-name" title={name}>
          <bdi>{name}</bdi>
        </p>
        <p className="card-facts" title={facts}>
          <bdi>{facts}</bdi>
        </p>
        <div className="card-tools">
          <button
            type="button"
            className="button-link"
            onClick={() => onUse(image)}
            aria-label={messages.results.useThisLabel(name)}
          >
            {messages.results.useThis}
          </button>
          <button
            type="button"
            className="button-icon"
            onClick={() => onRemove(image)}
            aria-label={messages.collection.removeLabel(name)}
            title={messages.collection.remove}
          >
            <TrashIcon />
          </button>
        </div>
      </div>
    </li>
  );
});
