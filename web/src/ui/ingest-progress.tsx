import { useEffect } from 'react';
import { addressOf, navigate } from '../data/location.js';
import { handled, type Ingest } from '../data/use-ingest.js';
import { useT } from '../i18n/i18n.js';

/** How far the pictures are that are being added, wherever one is; the browser asks before the page is left meanwhile. */
export function IngestProgress({ ingest: { items, busy } }: { readonly ingest: Ingest }) {
  const t = useT();
  useEffect(() => {
    if (!busy) return;
    const warn = (event: BeforeUnloadEvent): void => event.preventDefault();
    addEventListener('beforeunload', warn);
    return () => removeEventListener('beforeunload', warn);
  }, [busy]);
  if (!busy) return null;
  const done = handled(items);
  return (
    <a
      className="ingest-progress"
      href={addressOf({ view: 'collection' })}
      onClick={(event) => {
        event.preventDefault();
        navigate({ view: 'collection', trail: [] });
      }}
    >
      <progress value={done} max={items.length} aria-hidden="true" />
      {t('ingest.header', { done, total: items.length })}
    </a>
  );
}
