import { type RefObject, useEffect, useRef } from 'react';

/**
 * Keeps the focus near where it was when the element that had it goes away, so that nobody starts again from the top.
 * @param changed what the page shows; after a change of it, a lost focus goes to the element
 * @returns to be put on the element that takes it
 */
export function useFocusKept<Element extends HTMLElement>(changed: unknown): RefObject<Element | null> {
  const element = useRef<Element>(null);
  const before = useRef(changed);
  useEffect(() => {
    if (before.current !== changed && document.activeElement === document.body) {
      element.current?.focus({ preventScroll: true });
    }
    before.current = changed;
  }, [changed]);
  return element;
}
