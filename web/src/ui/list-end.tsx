import type { ReactNode } from 'react';
import { useEndInSight } from './use-end-in-sight.js';

interface Props {
  /** Elements of the list. */
  readonly length: number;
  /** Whether there is more to come, … */
  readonly more: boolean;
  /** … and whether it may be asked for now. */
  readonly watching: boolean;
  readonly onMore: () => void;
  readonly children?: ReactNode;
}

/** What stands at the end of a list, and asks for more of it when it comes into sight. */
export function ListEnd({ length, more, watching, onMore, children }: Props) {
  const end = useEndInSight(watching, onMore);
  return (
    <>
      <div ref={end} />
      <div role="status" className="list-status">
        {/* Another element at each end: for whoever has waited there, what comes takes its place and pushes nothing away. */}
        <div key={length} className="grid-end" data-more={more}>
          {children}
        </div>
      </div>
    </>
  );
}
