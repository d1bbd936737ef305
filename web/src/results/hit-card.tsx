import { memo } from 'react';
import type { HitFieldsFragment } from 'leopard/client';
import type { Facet } from '../data/filter.js';
import { factsOf, nameOf } from '../data/names.js';
import { decimal, number } from '../i18n/format.js';
import { useT } from '../i18n/i18n.js';
import type { Verdict } from '../rerank/ranked.js';
import { Card } from '../ui/card.js';
import { LessLikeIcon, MoreLikeIcon } from '../ui/icons.js';
import { UseThis } from '../ui/use-this.js';

interface Props {
  readonly hit: HitFieldsFragment;
  /** What people filter by: of these keys it says a few words. */
  readonly facets: readonly Facet[] | undefined;
  /** Where a model has ranked it. */
  readonly verdict?: Verdict;
  readonly onUse: (hit: HitFieldsFragment) => void;
  readonly onPart: (side: 'like' | 'unlike', hit: HitFieldsFragment) => void;
  readonly onOthers: (hit: HitFieldsFragment) => void;
  readonly onDetails: (hit: HitFieldsFragment) => void;
}

/** Ranks whose pictures are in sight at first. */
const IN_SIGHT = 8;

export const HitCard = memo(function HitCard(props: Props) {
  const { hit, facets, verdict, onUse, onPart, onOthers, onDetails } = props;
  const t = useT();
  const { image, rank, score } = hit;
  const badge = verdict && (
    <span className="badge" role="img" aria-label={t('rerank.positionLabel', { position: number(verdict.position) })}>
      {t('rerank.position', { position: number(verdict.position) })}
    </span>
  );
  return (
    <Card
      image={image}
      facts={factsOf(image, nameOf(image), facets)}
      eager={rank <= IN_SIGHT}
      badge={badge}
      reason={verdict?.reason}
      onOpen={() => onDetails(hit)}
    >
      <span
        className="score"
        role="img"
        aria-label={t('results.score', { score: decimal(score, 3) })}
        title={t('results.score', { score: decimal(score, 3) })}
      >
        {decimal(score, 2)}
      </span>
      {hit.others > 0 && (
        <button
          type="button"
          className="button-link card-others"
          onClick={() => onOthers(hit)}
          aria-label={t('results.othersLabel', { count: hit.others, name: nameOf(image) })}
        >
          {t('results.others', { count: hit.others })}
        </button>
      )}
      <span className="card-parts">
        {(['like', 'unlike'] as const).map((side) => {
          const label = t(side === 'like' ? 'parts.moreLike' : 'parts.lessLike', { name: nameOf(image) });
          return (
            <button
              key={side}
              type="button"
              className="button-icon"
              aria-label={label}
              title={label}
              onClick={() => onPart(side, hit)}
            >
              {side === 'like' ? <MoreLikeIcon /> : <LessLikeIcon />}
            </button>
          );
        })}
      </span>
      <UseThis image={image} onUse={() => onUse(hit)} />
    </Card>
  );
});
