import type { HitFieldsFragment, RerankFieldsFragment } from 'leopard/client';
import { nameOf } from '../data/names.js';
import { messages } from '../messages.js';
import { Picture } from '../ui/picture.js';

interface Props {
  readonly rerank: RerankFieldsFragment;
  readonly onDetails: (hit: HitFieldsFragment) => void;
  readonly onSheet: () => void;
}

/** The best one large with its explanation, then every candidate with a sentence. */
export function Ranking({ rerank, onDetails, onSheet }: Props) {
  const { best, ranking, explanation, contactSheet } = rerank;
  return (
    <>
      <article className="best">
        <button
          type="button"
          className="card-picture"
          onClick={() => onDetails(best.hit)}
          aria-label={messages.results.details(nameOf(best.hit.image))}
        >
          <Picture
            src={best.hit.image.thumbnail}
            alt={nameOf(best.hit.image)}
            width={best.hit.image.width}
            height={best.hit.image.height}
            placeholder={best.hit.image.placeholder}
            eager
          />
        </button>
        <div>
          <p className="eyebrow">
            {messages.rerank.heading(rerank.model)} · {messages.rerank.best}
          </p>
          <h3>
            <bdi>{nameOf(best.hit.image)}</bdi>
          </h3>
          <p className="explanation">
            <bdi>{explanation}</bdi>
          </p>
          <p className="hint">{facts(rerank)}</p>
        </div>
        <button type="button" className="sheet-button" onClick={onSheet}>
          <img src={contactSheet.url} alt="" width={contactSheet.width} height={contactSheet.height} loading="lazy" />
          <span>{messages.rerank.sheet}</span>
        </button>
      </article>
      <details className="ranking">
        <summary>{messages.rerank.ranking}</summary>
        <ol>
          {ranking.map(({ position, hit, reason }) => (
            <li key={hit.image.id}>
              <span className="badge">{messages.rerank.position(position)}</span>
              <img src={hit.image.thumbnail} alt="" width={48} height={48} loading="lazy" />
              <p>
                <strong>
                  <bdi>{nameOf(hit.image)}</bdi>
                </strong>{' '}
                <bdi>{reason}</bdi>
              </p>
            </li>
          ))}
        </ol>
      </details>
    </>
  );
}

function facts({ usage, cached, repaired, latency }: RerankFieldsFragment): string {
  const { tokens, cost, took } = messages.rerank;
  return [
    tokens(usage.totalTokens),
    ...(usage.estimatedCost === null ? [] : [cost(usage.estimatedCost)]),
    cached ? messages.rerank.cached : took(latency),
    ...(repaired ? [messages.rerank.repaired] : []),
  ].join(' · ');
}
