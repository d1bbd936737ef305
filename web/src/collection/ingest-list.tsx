import type { Ingest } from '../data/use-ingest.js';
import { messages } from '../messages.js';

/** Progress of adding pictures: how many, and what became of each. */
export function IngestList({ ingest }: { readonly ingest: Ingest }) {
  const { items, busy } = ingest;
  if (items.length === 0) return null;
  const done = items.filter(({ status }) => status !== 'WAITING' && status !== 'SENDING').length;
  const rejected = items.filter(({ status }) => status === 'REJECTED');
  // Rejected ones first: they are what a person has to do something about.
  const listed = [...rejected, ...items.filter(({ status }) => status !== 'REJECTED')].slice(0, 200);
  return (
    <section className="ingest" aria-label={messages.collection.adding}>
      <div className="ingest-head">
        <p role="status">
          {messages.collection.adding}: {messages.collection.progress(done, items.length)}
          {rejected.length > 0 && <strong> · {messages.collection.rejected(rejected.length)}</strong>}
        </p>
        {busy ? (
          <button type="button" className="button" onClick={ingest.stop}>
            {messages.collection.stop}
          </button>
        ) : (
          <button type="button" className="button" onClick={ingest.clear}>
            {messages.collection.close}
          </button>
        )}
      </div>
      <progress value={done} max={items.length} aria-label={messages.collection.adding} />
      <ul tabIndex={0} aria-label={messages.collection.adding}>
        {listed.map((item, index) => (
          <li key={`${item.name}-${index}`} data-status={item.status}>
            <bdi>{item.name}</bdi>
            <span>
              {messages.collection.outcome[item.status]}
              {item.message && <bdi>: {item.message}</bdi>}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
