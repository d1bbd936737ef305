import { type FocusEvent, type KeyboardEvent, type ReactNode, useEffect, useRef } from 'react';

interface Props {
  readonly className: string;
  /** What the button says. */
  readonly button: ReactNode;
  readonly buttonClassName?: string;
  readonly buttonLabel?: string;
  /** A function is given what closes the panel and gives the focus back to the button. */
  readonly children: ReactNode | ((close: () => void) => ReactNode);
}

/** A button that opens a panel over the page; a click elsewhere, Escape, or going on with the keyboard closes it. */
export function Popover({ className, button, buttonClassName = 'button', buttonLabel, children }: Props) {
  const element = useRef<HTMLDetailsElement>(null);
  const summary = useRef<HTMLElement>(null);
  const hide = (): void => element.current?.removeAttribute('open');
  const close = (): void => {
    hide();
    summary.current?.focus();
  };

  useEffect(() => {
    const onPointerDown = ({ target }: PointerEvent): void => {
      if (!element.current?.contains(target as Node)) hide();
    };
    addEventListener('pointerdown', onPointerDown);
    return () => removeEventListener('pointerdown', onPointerDown);
  }, []);

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || !element.current?.open) return;
    event.stopPropagation();
    close();
  };
  const onBlur = ({ relatedTarget }: FocusEvent): void => {
    // Nothing takes the focus while a menu of the browser's own is open, or when a control goes away.
    if (relatedTarget && !element.current?.contains(relatedTarget)) hide();
  };
  return (
    <details ref={element} className={`popover ${className}`} onKeyDown={onKeyDown} onBlur={onBlur}>
      <summary ref={summary} className={buttonClassName} aria-label={buttonLabel}>
        {button}
      </summary>
      <div className="popover-panel">{typeof children === 'function' ? children(close) : children}</div>
    </details>
  );
}
