import { useState } from 'react';
import type { ImageFieldsFragment } from 'leopard/client';
import { useT } from '../i18n/i18n.js';
import { Dialog } from '../ui/dialog.js';
import { TrashIcon } from '../ui/icons.js';

interface Props {
  readonly images: readonly ImageFieldsFragment[];
  readonly onEdit: () => void;
  readonly onRemove: () => void;
  readonly onClear: () => void;
}

/** What can be done with the pictures that are chosen. */
export function SelectionBar({ images, onEdit, onRemove, onClear }: Props) {
  const t = useT();
  const [asking, setAsking] = useState(false);
  const count = images.length;
  return (
    <div className="selection-bar" role="toolbar" aria-label={t('selection.label')}>
      <p role="status">{t('selection.count', { count })}</p>
      <button type="button" className="button" onClick={onEdit}>
        {t('edit.open')}
      </button>
      <button type="button" className="button" onClick={() => (count > 1 ? setAsking(true) : onRemove())}>
        <TrashIcon /> {t('collection.remove')}
      </button>
      <button type="button" className="button-link" onClick={onClear}>
        {t('selection.clear')}
      </button>
      {asking && (
        <Dialog title={t('selection.removeQuestion', { count })} onClose={() => setAsking(false)}>
          <p>{t('selection.removeHint')}</p>
          <div className="dialog-tools">
            <button type="button" className="button" onClick={() => setAsking(false)}>
              {t('edit.cancel')}
            </button>
            <button
              type="button"
              className="button button-primary"
              onClick={() => {
                setAsking(false);
                onRemove();
              }}
            >
              {t('collection.remove')}
            </button>
          </div>
        </Dialog>
      )}
    </div>
  );
}
