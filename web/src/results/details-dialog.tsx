import type { ReactNode } from 'react';
import type { ImageFieldsFragment } from 'leopard/client';
import { nameOf, readableBytes, valueText } from '../data/names.js';
import { messages } from '../messages.js';
import { Dialog } from '../ui/dialog.js';
import { Picture } from '../ui/picture.js';

interface Props {
  readonly image: ImageFieldsFragment;
  readonly onClose: () => void;
  readonly children?: ReactNode;
}

/** One picture, large, with all that is known about it. */
export function DetailsDialog({ image, onClose, children }: Props) {
  const entries = Object.entries(image.metadata);
  return (
    <Dialog title={nameOf(image)} onClose={onClose} wide>
      <div className="details">
        <Picture
          src={image.url}
          alt={nameOf(image)}
          width={image.width}
          height={image.height}
          placeholder={image.placeholder}
          eager
          className="details-picture"
        />
        <div className="details-words">
          {children && <div className="details-tools">{children}</div>}
          <h3>{messages.details.metadata}</h3>
          {entries.length === 0 ? (
            <p className="hint">{messages.details.noMetadata}</p>
          ) : (
            <dl className="properties">
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
            {messages.details.size(image.width, image.height)} · {readableBytes(image.bytes)} · {messages.details.added}{' '}
            {new Date(image.createdAt).toLocaleString('en')}
          </p>
          <p className="hint identifier">
            {messages.details.id} {image.id}
          </p>
          <a href={image.url} target="_blank" rel="noreferrer">
            {messages.details.original}
          </a>
        </div>
      </div>
    </Dialog>
  );
}
