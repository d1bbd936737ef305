import { useEffect, useLayoutEffect, useRef } from 'react';
import type { ImageFieldsFragment } from 'leopard/client';
import { nameOf } from '../data/names.js';
import { useT } from '../i18n/i18n.js';

interface Props {
  readonly image: ImageFieldsFragment;
  readonly onUndo: () => void;
  /** The button goes, and the focus is on it. */
  readonly onFocusLost: () => void;
}

/** A few seconds to take a deletion back. Takes the focus from the button that went with its picture. */
export function UndoToast({ image, onUndo, onFocusLost }: Props) {
  const t = useT();
  const button = useRef<HTMLButtonElement>(null);
  const focused = useRef(false);
  // While the button is still there; the page as it will be then is there only for the other effect.
  useLayoutEffect(() => {
    const undo = button.current;
    return () => {
      focused.current = document.activeElement === undo;
    };
  }, []);
  useEffect(
    () => () => {
      if (focused.current) onFocusLost();
    },
    [onFocusLost],
  );
  useEffect(() => button.current?.focus({ preventScroll: true }), [image.id]);
  return (
    <div className="toast" role="status">
      <bdi>{t('collection.removed', { name: nameOf(image) })}</bdi>
      <button ref={button} type="button" className="button" onClick={onUndo}>
        {t('collection.undo')}
      </button>
    </div>
  );
}
