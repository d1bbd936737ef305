import { memo } from 'react';
import type { HitFieldsFragment } from 'leopard/client';
import { nameOf } from '../data/names.js';
import { messages } from '../messages.js';
import { Picture } from '../ui/picture.js';

interface Props {
  readonly hit: HitFieldsFragment;
  /** A few words of its metadata. */
  readonly facts: string;
  /** From 1, where a model has ranked it. */
  readonly position?: number;
  readonly onUse: (hit: HitFieldsFragment) => void;
  readonly onDetails: (hit: HitFieldsFragment) => void;
}

export const HitCard = memo(function HitCard({ hit, facts, position, onUse, onDetails }: Props) {
  const { image, score } = hit;
  const name = nameOf(image);
  return (
    <li className="card" data-image={image.id}>
      <button
        type="button"
        className="card-picture"
        onClick={() => onDetails(hit)}
        aria-label={messages.results.details(name)}
      >
        <Picture
          src={image.thumbnail}
          alt={name}
          width={image.width}
          height={image.height}
          placeholder={image.placeholder}
          eager={hit.rank <= 8}
        />
      </button>
      {position !== undefined && (
        <span className="badge" role="img" aria-label={messages.rerank.positionLabel(position)}>
          {messages.rerank.position(position)}
        </span>
      )}
      <div className="card-words">
        <p className="card-name" title={name}>
          <bdi>{name}</bdi>
        </p>
        <p className="card-facts" title={facts}>
          <bdi>{facts}</bdi>
        </p>
        <div className="card-tools">
          <span
            className="score"
            role="img"
            aria-label={messages.results.score(score)}
            title={messages.results.score(score)}
          >
            {score.toFixed(2)}
          </span>
          <button
            type="button"
            className="button-link"
            onClick={() => onUse(hit)}
            aria-label={messages.results.useThisLabel(name)}
          >
            {messages.results.useThis}
          </button>
        </div>
      </div>
    </li>
  );
});
