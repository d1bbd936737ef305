import { type RefObject, useEffect, useRef } from 'react';

/** How far ahead of the screen's edge the end of a list counts as being in sight. */
const AHEAD = '800px';

/**
 * Calls back when the end of a list comes into sight.
 * @param watching whether there is more to come
 * @returns to be put on the element at the end
 */
export function useEndInSight(watching: boolean, onSight: () => void): RefObject<HTMLDivElement | null> {
  const end = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!watching || !end.current) return;
    const observer = new IntersectionObserver(
      // A busy browser hands over several records at once: the last one says how it is now.
      (records) => records.at(-1)?.isIntersecting && onSight(),
      { rootMargin: AHEAD },
    );
    observer.observe(end.current);
    return () => observer.disconnect();
  }, [watching, onSight]);
  return end;
}
