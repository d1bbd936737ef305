import { useT } from '../i18n/i18n.js';

const CARDS = 14;

/** The shape of results to come. */
export function Skeleton() {
  const t = useT();
  return (
    <div aria-hidden="true">
      <div className="toolbar">
        <h2>{t('ask.asking')}</h2>
      </div>
      <ul className="grid">
        {Array.from({ length: CARDS }, (_, index) => (
          <li key={index} className="card card-skeleton">
            <span className="card-picture">
              <span className="picture" />
            </span>
            <div className="card-words" />
          </li>
        ))}
      </ul>
    </div>
  );
}
