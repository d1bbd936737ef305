import { type ReactNode, useLayoutEffect, useRef } from 'react';
import { useT } from '../i18n/i18n.js';
import { CloseIcon } from './icons.js';

interface Props {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
  readonly wide?: boolean;
}

/** A modal dialog: the browser keeps the focus in it and gives it back afterwards. */
export function Dialog({ title, onClose, children, wide }: Props) {
  const t = useT();
  const element = useRef<HTMLDialogElement>(null);
  // Before the element leaves the page: a dialog that is gone gives no focus back.
  useLayoutEffect(() => {
    const dialog = element.current;
    dialog?.showModal();
    return () => dialog?.close();
  }, []);
  return (
    <dialog
      ref={element}
      className={wide ? 'dialog dialog-wide' : 'dialog'}
      aria-label={title}
      onCancel={onClose}
      onClick={(event) => {
        // A click on the backdrop lands on the dialog element itself.
        if (event.target === element.current) onClose();
      }}
    >
      <div className="dialog-body">
        <header className="dialog-header">
          <h2>
            <bdi>{title}</bdi>
          </h2>
          <button type="button" className="button-icon" onClick={onClose} aria-label={t('details.close')}>
            <CloseIcon />
          </button>
        </header>
        {children}
      </div>
    </dialog>
  );
}
