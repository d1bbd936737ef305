import type { SearchFieldsFragment } from 'leopard/client';
import { messages } from '../messages.js';

/** Where the time went, in a quiet corner. */
export function Timings({ timings }: { readonly timings: SearchFieldsFragment['timings'] }) {
  const stages = Object.entries(messages.results.stages) as [keyof typeof messages.results.stages, string][];
  return (
    <details className="timings">
      <summary aria-label={`${messages.results.timingsLabel}: ${messages.results.timings(timings.total)}`}>
        {messages.results.timings(timings.total)}
      </summary>
      <dl>
        {stages.map(([stage, label]) => (
          <div key={stage}>
            <dt>{label}</dt>
            <dd>{timings[stage].toFixed(1)} ms</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
