import { canRetry, handled, type Ingest } from '../data/use-ingest.js';
import { useT } from '../i18n/i18n.js';

/** Entries of the list that are on the page; the figures count all. */
const LISTED = 200;

/** Progress of adding pictures: how many, and what became of each. */
export function IngestList({ ingest }: { readonly ingest: Ingest }) {
  const t = useT();
  const { items, busy } = ingest;
  if (items.length === 0) return null;
  const done = handled(items);
  const faulty = items.filter(({ status }) => status === 'REJECTED' || status === 'FAILED');
  // The faulty ones first: they are what a person has to do something about.
  const listed = [...faulty, ...items.filter((item) => !faulty.includes(item))].slice(0, LISTED);
  return (
    <section className="ingest" aria-label={t('collection.adding')}>
      <div className="ingest-head">
        <p role="status">
          {busy
            ? t('collection.progress', { done, total: items.length })
            : t('collection.added', { done, total: items.length })}
          {faulty.length > 0 && <strong>{t('collection.rejected', { count: faulty.length })}</strong>}
        </p>
        {!busy && items.some(canRetry) && (
          <button type="button" className="button button-primary" onClick={ingest.retry}>
            {t('tryAgain')}
          </button>
        )}
        <button type="button" className="button" onClick={busy ? ingest.stop : ingest.clear}>
          {busy ? t('collection.stop') : t('collection.close')}
        </button>
      </div>
      <progress value={done} max={items.length} aria-label={t('collection.adding')} />
      <ul tabIndex={0} aria-label={t('collection.outcomes')}>
        {listed.map(({ file, status, message }, index) => (
          <li key={index} data-status={status}>
            <bdi>{file.name}</bdi>
            <span>
              {t(`collection.outcome.${status}`)}
              {message && <bdi>: {message}</bdi>}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
