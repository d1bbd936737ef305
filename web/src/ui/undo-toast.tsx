import { useEffect, useLayoutEffect, useRef } from 'react';
import type { Batch, Deletion } from '../data/use-deletion.js';
import { nameOf } from '../data/names.js';
import { useT } from '../i18n/i18n.js';

interface Props {
  readonly deletion: Deletion;
  /** The button goes, and the focus is on it. */
  readonly onFocusLost: () => void;
}

/** A minute to take deletions back: the last one, or all of them. */
export function UndoToast({ deletion, onFocusLost }: Props) {
  const [last] = deletion.pending;
  return last ? <Toast last={last} deletion={deletion} onFocusLost={onFocusLost} /> : null;
}

/** Takes the focus from the button that went with its picture. */
function Toast({ last, deletion, onFocusLost }: Props & { readonly last: Batch }) {
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
  useEffect(() => button.current?.focus({ preventScroll: true }), [last]);
  const count = deletion.pending.reduce((sum, { images }) => sum + images.length, 0);
  const [first] = last.images;
  return (
    <div className="toast" role="status">
      <bdi>
        {count === 1 && first
          ? t('collection.removed', { name: nameOf(first) })
          : t('collection.removedMany', { count })}
      </bdi>
      <button ref={button} type="button" className="button" onClick={() => deletion.undo()}>
        {t('collection.undo')}
      </button>
      {deletion.pending.length > 1 && (
        <button type="button" className="button" onClick={() => deletion.undo(true)}>
          {t('collection.undoAll')}
        </button>
      )}
    </div>
  );
}
