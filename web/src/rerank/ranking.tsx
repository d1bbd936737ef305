import { useState } from 'react';
import type { HitFieldsFragment, RerankFieldsFragment } from 'leopard/client';
import { modelName, nameOf } from '../data/names.js';
import { decimal, number } from '../i18n/format.js';
import { t, useT } from '../i18n/i18n.js';
import { Dialog } from '../ui/dialog.js';
import { ChevronIcon } from '../ui/icons.js';
import { LoadedImage } from '../ui/loaded-image.js';
import { Thumbnail } from '../ui/thumbnail.js';

interface Props {
  readonly rerank: RerankFieldsFragment;
  readonly onDetails: (hit: HitFieldsFragment) => void;
  readonly bySimilarity: boolean;
  readonly onOrder: (bySimilarity: boolean) => void;
}

/** The best one large with its explanation, then every candidate with a sentence. */
export function Ranking({ rerank, onDetails, bySimilarity, onOrder }: Props) {
  const t = useT();
  const [sheetOpen, setSheetOpen] = useState(false);
  const { best, ranking, explanation, contactSheet } = rerank;
  const { image } = best.hit;
  return (
    <>
      <article className="best">
        <button
          type="button"
          className="card-picture"
          onClick={() => onDetails(best.hit)}
          aria-label={t('results.details', { name: nameOf(image) })}
        >
          <Thumbnail image={image} eager />
        </button>
        <div className="best-words">
          <p className="eyebrow">{t('rerank.heading', { model: modelName(rerank.model) })}</p>
          <h3>
            <bdi>{nameOf(image)}</bdi>
          </h3>
          <p className="explanation" tabIndex={0}>
            <bdi>{explanation}</bdi>
          </p>
          <p className="hint">{facts(rerank)}</p>
          <button type="button" className="button-link" onClick={() => onOrder(!bySimilarity)}>
            {bySimilarity ? t('rerank.orderRanked', { model: modelName(rerank.model) }) : t('rerank.orderSimilar')}
          </button>
        </div>
        <button type="button" className="sheet-button" onClick={() => setSheetOpen(true)}>
          <LoadedImage
            src={contactSheet.url}
            alt=""
            width={contactSheet.width}
            height={contactSheet.height}
            loading="lazy"
          />
          <span>{t('rerank.sheet')}</span>
        </button>
      </article>
      <details className="ranking">
        <summary>
          {t('rerank.ranking', { count: ranking.length })} <ChevronIcon />
        </summary>
        <ol>
          {ranking.map(({ position, index, hit, reason }) => (
            <li key={hit.image.id}>
              <span className="badge">{t('rerank.position', { position: number(position) })}</span>
              <LoadedImage src={hit.image.thumbnail} alt="" width={56} height={56} loading="lazy" />
              <p tabIndex={0}>
                <strong>
                  <bdi>{nameOf(hit.image)}</bdi>
                </strong>{' '}
                <span className="hint">{t('rerank.onSheet', { index: number(index) })}</span>
                <bdi>{reason}</bdi>
              </p>
            </li>
          ))}
        </ol>
      </details>
      {sheetOpen && (
        <Dialog title={t('rerank.sheet')} onClose={() => setSheetOpen(false)} wide>
          <LoadedImage
            className="sheet"
            src={contactSheet.url}
            alt={t('rerank.sheetAlt')}
            width={contactSheet.width}
            height={contactSheet.height}
          />
        </Dialog>
      )}
    </>
  );
}

const cost = (dollars: number): string =>
  dollars < 0.01
    ? t('rerank.costSmall')
    : t('rerank.cost', { dollars: number(dollars, { style: 'currency', currency: 'USD' }) });

function facts({ usage, cached, repaired, latency }: RerankFieldsFragment): string {
  const paid = usage.estimatedCost === null ? [] : [cost(usage.estimatedCost)];
  const seconds = decimal(latency / 1000, 1);
  return [
    ...(cached
      ? [t('rerank.cached')]
      : [t('rerank.tokens', { total: usage.totalTokens }), ...paid, t('rerank.took', { seconds })]),
    ...(repaired ? [t('rerank.repaired')] : []),
  ].join(' · ');
}
