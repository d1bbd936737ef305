import { type KeyboardEvent, type ReactNode, useCallback } from 'react';
import { ImageDocument, type ImageFieldsFragment } from 'leopard/client';
import { client } from '../data/client.js';
import { nameOf, valueText } from '../data/names.js';
import { useQuery } from '../data/use-query.js';
import { bytes, date, number } from '../i18n/format.js';
import { useT } from '../i18n/i18n.js';
import { Dialog } from '../ui/dialog.js';
import { isRightToLeft } from '../ui/direction.js';
import { ChevronIcon } from '../ui/icons.js';
import { Picture } from '../ui/picture.js';

interface Props {
  readonly image: ImageFieldsFragment;
  /** The list that it is one of, to go on to the one before and after it. */
  readonly among: readonly ImageFieldsFragment[];
  readonly onShow: (image: ImageFieldsFragment) => void;
  readonly onClose: () => void;
  readonly children?: ReactNode;
}

/** One picture, large, with all that is known about it. */
export function DetailsDialog({ image, among, onShow, onClose, children }: Props) {
  const t = useT();
  const { id, metadata } = image;
  const load = useCallback(
    async (signal: AbortSignal) => (await client.request(ImageDocument, { id }, { signal })).image?.large,
    [id],
  );
  const { data: large } = useQuery(load);
  const entries = Object.entries(metadata);
  const place = among.findIndex((other) => other.id === id);
  const neighbours = { previous: among[place - 1], next: place < 0 ? undefined : among[place + 1] };
  const onKeyDown = ({ key, target, currentTarget }: KeyboardEvent): void => {
    if ((target as HTMLElement).closest('[tabindex], input')) return;
    const { previous, next } = neighbours;
    const [left, right] = isRightToLeft(currentTarget) ? [next, previous] : [previous, next];
    const towards = { ArrowLeft: left, ArrowRight: right }[key];
    if (towards) onShow(towards);
  };
  return (
    <Dialog title={nameOf(image)} onClose={onClose} wide>
      <div className="details" onKeyDown={onKeyDown}>
        <Picture
          key={id}
          src={large ?? image.thumbnail}
          alt={nameOf(image)}
          width={image.width}
          height={image.height}
          placeholder={image.placeholder}
          eager
          className="details-picture"
        />
        <div className="details-words">
          <div className="details-tools">
            {children}
            <span className="details-neighbours">
              {(['previous', 'next'] as const).map((towards) => {
                const neighbour = neighbours[towards];
                return (
                  <button
                    key={towards}
                    type="button"
                    className={`button-icon details-${towards}`}
                    aria-label={t(`details.${towards}`)}
                    title={t(`details.${towards}`)}
                    aria-disabled={!neighbour}
                    onClick={() => neighbour && onShow(neighbour)}
                  >
                    <ChevronIcon />
                  </button>
                );
              })}
            </span>
          </div>
          {entries.length > 0 && (
            <dl className="properties" tabIndex={0} aria-label={t('details.metadata')}>
              {entries.map(([key, value]) => (
                <div key={key}>
                  <dt>
                    <bdi>{key}</bdi>
                  </dt>
                  <dd>
                    <bdi>{valueText(value)}</bdi>
                  </dd>
                </div>
              ))}
            </dl>
          )}
          <p className="hint">
            {t('details.size', { width: number(image.width), height: number(image.height) })} · {bytes(image.bytes)} ·{' '}
            {t('details.added', { date: date(new Date(image.createdAt), { dateStyle: 'medium', timeStyle: 'short' }) })}
          </p>
          <p className="hint identifier">
            {t('details.id')} {id}
          </p>
          <a href={image.url} target="_blank" rel="noreferrer">
            {t('details.original')}
          </a>
        </div>
      </div>
    </Dialog>
  );
}
