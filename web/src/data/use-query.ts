import { useCallback, useEffect, useState } from 'react';
import { type Failure, isAbort, toFailure } from './client.js';
import { useRecovery } from './server-state.js';

export interface Loaded<Data> {
  readonly data: Data | undefined;
  readonly failure: Failure | undefined;
  reload(): void;
}

/** Runs a request when the component appears, whenever `load` changes and when the server is back; an outdated answer is dropped. */
export function useQuery<Data>(load: (signal: AbortSignal) => Promise<Data>): Loaded<Data> {
  const [data, setData] = useState<Data>();
  const [failure, setFailure] = useState<Failure>();
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    const controller = new AbortController();
    load(controller.signal)
      .then((answer) => {
        if (controller.signal.aborted) return;
        setData(answer);
        setFailure(undefined);
      })
      .catch((error: unknown) => {
        if (!controller.signal.aborted && !isAbort(error)) setFailure(toFailure(error));
      });
    return () => controller.abort();
  }, [load, turn]);
  const reload = useCallback(() => setTurn((before) => before + 1), []);
  useRecovery(reload);
  return { data, failure, reload };
}
