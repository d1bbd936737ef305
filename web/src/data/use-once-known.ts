import { useCallback, useEffect, useRef } from 'react';

/** @returns what is not known yet when a component first appears: now, or as soon as it is */
export function useOnceKnown<Value>(value: Value | undefined): () => Promise<Value> {
  const known = useRef(value);
  const waiting = useRef<((value: Value) => void)[]>([]);
  useEffect(() => {
    known.current = value;
    if (value !== undefined) for (const resolve of waiting.current.splice(0)) resolve(value);
  }, [value]);
  return useCallback(
    () =>
      new Promise((resolve) => {
        if (known.current === undefined) waiting.current.push(resolve);
        else resolve(known.current);
      }),
    [],
  );
}
