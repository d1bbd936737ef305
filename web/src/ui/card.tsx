import type { ReactNode } from 'react';
import type { ImageFieldsFragment } from 'leopard/client';
import { nameOf } from '../data/names.js';
import { useT } from '../i18n/i18n.js';
import { Thumbnail } from './thumbnail.js';

interface Props {
  readonly image: ImageFieldsFragment;
  /** A few words of its metadata. */
  readonly facts: string;
  readonly eager?: boolean;
  /** Upon the picture. */
  readonly badge?: ReactNode;
  /** Why a model put it where it is. */
  readonly reason?: string | null;
  readonly onOpen: () => void;
  /** What can be done with it. */
  readonly children: ReactNode;
}

/** One picture of a grid, with its name. */
export function Card({ image, facts, eager, badge, reason, onOpen, children }: Props) {
  const t = useT();
  const name = nameOf(image);
  return (
    <li className="card" data-image={image.id}>
      <button type="button" className="card-picture" onClick={onOpen} aria-label={t('results.details', { name })}>
        <Thumbnail image={image} eager={eager} />
      </button>
      {badge}
      <div className="card-words">
        <p className="card-name" title={name}>
          <bdi>{name}</bdi>
        </p>
        <p className="card-facts" title={facts}>
          <bdi>{facts}</bdi>
        </p>
        {reason && (
          <p className="card-reason" title={reason}>
            <bdi>{reason}</bdi>
          </p>
        )}
        <div className="card-tools">{children}</div>
      </div>
    </li>
  );
}
