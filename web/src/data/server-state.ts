import { useEffect, useRef, useSyncExternalStore } from 'react';

/** What the last answer, or its absence, said about the server. */
export type ServerState = 'ready' | 'away' | 'key-needed' | 'key-refused';

let current: ServerState = 'ready';
const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

export const serverState = {
  get: (): ServerState => current,
  set(next: ServerState): void {
    if (next === current) return;
    current = next;
    for (const listener of listeners) listener();
  },
};

export const useServerState = (): ServerState => useSyncExternalStore(subscribe, serverState.get);

/** Calls back each time the server is ready again after it was not: what failed meanwhile can be asked anew. */
export function useRecovery(onReady: () => void): void {
  const state = useServerState();
  const before = useRef(state);
  useEffect(() => {
    const recovered = before.current !== 'ready' && state === 'ready';
    before.current = state;
    if (recovered) onReady();
  }, [state, onReady]);
}
