import { useCallback, useEffect, useRef } from 'react';

/** @returns a function that stays the same and does what the newest one does: for lists whose items are drawn once */
export function useStable<Args extends readonly unknown[]>(newest: (...args: Args) => void): (...args: Args) => void {
  const current = useRef(newest);
  useEffect(() => {
    current.current = newest;
  });
  return useCallback((...args: Args) => current.current(...args), []);
}
