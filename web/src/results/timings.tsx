import type { SearchFieldsFragment } from 'leopard/client';
import { messages } from '../messages.js';
import { Popover } from '../ui/popover.js';

/** Where the time went, in a quiet corner. */
export function Timings({ timings }: { readonly timings: SearchFieldsFragment['timings'] }) {
  const { stages, timings: inAll, timingsLabel } = messages.results;
  const total = inAll(timings.total);
  return (
    <Popover
      className="timings"
      button={total}
      buttonClassName="button-quiet"
      buttonLabel={`${timingsLabel}: ${total}`}
    >
      <dl>
        {(Object.keys(stages) as (keyof typeof stages)[]).map((stage) => (
          <div key={stage}>
            <dt>{stages[stage]}</dt>
            <dd>{timings[stage].toFixed(1)} ms</dd>
          </div>
        ))}
      </dl>
    </Popover>
  );
}
