import { useSyncExternalStore } from 'react';

/** As in the style sheets: below it, tools are as small as they can be. */
const query = matchMedia('(max-width: 760px)');

function subscribe(listener: () => void): () => void {
  query.addEventListener('change', listener);
  return () => query.removeEventListener('change', listener);
}

/** Whether the window is too narrow for all tools in one row. */
export const useNarrow = (): boolean => useSyncExternalStore(subscribe, () => query.matches);
