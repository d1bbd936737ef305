import { useCallback, useMemo, useRef, useState } from 'react';

export interface Selection {
  readonly ids: ReadonlySet<string>;
  /** @param range from the one that was chosen last to this one, as with Shift in a list of files */
  toggle(id: string, range?: boolean): void;
  clear(): void;
}

/** Pictures that are chosen from a list. @param listed ids in the order of the list; those that leave it are no longer chosen */
export function useSelection(listed: readonly string[]): Selection {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const last = useRef<string>(undefined);
  const ids = useMemo(() => new Set(listed.filter((id) => chosen.has(id))), [listed, chosen]);

  const toggle = useCallback<Selection['toggle']>(
    (id, range = false) => {
      const [from, to] = [listed.indexOf(last.current ?? ''), listed.indexOf(id)];
      last.current = id;
      setChosen((before) => {
        const next = new Set(before);
        if (range && from >= 0)
          for (const between of listed.slice(Math.min(from, to), Math.max(from, to) + 1)) next.add(between);
        else if (!next.delete(id)) next.add(id);
        return next;
      });
    },
    [listed],
  );
  const clear = useCallback(() => setChosen(new Set()), []);
  return useMemo(() => ({ ids, toggle, clear }), [ids, toggle, clear]);
}
