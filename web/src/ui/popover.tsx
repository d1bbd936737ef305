import { autoUpdate, computePosition, offset, shift, size } from '@floating-ui/dom';
import { type FocusEvent, type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { isRightToLeft } from './direction.js';

interface Props {
  readonly className: string;
  /** What the button says. */
  readonly button: ReactNode;
  readonly buttonClassName?: string;
  readonly buttonLabel?: string;
  /** A function is given what closes the panel and gives the focus back to the button, and whether it is open. */
  readonly children: ReactNode | ((close: () => void, open: boolean) => ReactNode);
}

/** Room between the panel and its button, and the edge of the window, in pixels. */
const GAP = 6;
const EDGE = 14;
/** Height that a panel has at least, though the page may have to be scrolled for it. */
const LOWEST = 240;

/** Towards the middle of the window, so that the panel stays within the edges of the page. */
function placementOf(button: HTMLElement): 'bottom-start' | 'bottom-end' {
  const { left, width } = button.getBoundingClientRect();
  const onTheLeft = left + width / 2 < innerWidth / 2;
  return onTheLeft === isRightToLeft(button) ? 'bottom-end' : 'bottom-start';
}

/** Places the panel under its button, inside the window, and again when either of them changes. */
function keepInWindow(button: HTMLElement, panel: HTMLElement): () => void {
  const place = async (): Promise<void> => {
    const { x, y } = await computePosition(button, panel, {
      placement: placementOf(button),
      middleware: [
        offset(GAP),
        shift({ padding: EDGE }),
        size({
          padding: EDGE,
          apply({ availableHeight }) {
            panel.style.maxHeight = `${Math.max(LOWEST, availableHeight)}px`;
          },
        }),
      ],
    });
    Object.assign(panel.style, { left: `${x}px`, top: `${y}px` });
  };
  return autoUpdate(button, panel, () => void place());
}

/** A button that opens a panel over the page; a click elsewhere, Escape, or going on with the keyboard closes it. */
export function Popover({ className, button, buttonClassName = 'button', buttonLabel, children }: Props) {
  const element = useRef<HTMLDetailsElement>(null);
  const summary = useRef<HTMLElement>(null);
  const panel = useRef<HTMLDivElement>(null);
  const unfollow = useRef<() => void>(undefined);
  const hide = (): void => element.current?.removeAttribute('open');
  const close = (): void => {
    hide();
    summary.current?.focus();
  };

  const [open, setOpen] = useState(false);
  const onToggle = (): void => {
    setOpen(element.current?.open === true);
    unfollow.current?.();
    if (!element.current?.open || !summary.current || !panel.current) return;
    unfollow.current = keepInWindow(summary.current, panel.current);
  };
  useEffect(() => () => unfollow.current?.(), []);

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
    <details ref={element} className={`popover ${className}`} onToggle={onToggle} onKeyDown={onKeyDown} onBlur={onBlur}>
      <summary ref={summary} className={buttonClassName} aria-label={buttonLabel} title={buttonLabel}>
        {button}
      </summary>
      <div ref={panel} className="popover-panel">
        {typeof children === 'function' ? children(close, open) : children}
      </div>
    </details>
  );
}
