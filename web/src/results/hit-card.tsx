import { memo } from 'react';
import type { HitFieldsFragment } from 'leopard/client';
import { decimal, number } from '../i18n/format.js';
import { useT } from '../i18n/i18n.js';
import type { Verdict } from '../rerank/ranked.js';
import { Card } from '../ui/card.js';
import { UseThis } from '../ui/use-this.js';

interface Props {
  readonly hit: HitFieldsFragment;
  /** A few words of its metadata. */
  readonly facts: string;
  /** Where a model has ranked it. */
  readonly verdict?: Verdict;
  readonly onUse: (hit: HitFieldsFragment) => void;
  readonly onDetails: (hit: HitFieldsFragment) => void;
}

/** Ranks whose pictures are in sight at first. */
const IN_SIGHT = 8;

export const HitCard = memo(function HitCard({ hit, facts, verdict, onUse, onDetails }: Props) {
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
      facts={facts}
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
      <UseThis image={image} onUse={() => onUse(hit)} />
    </Card>
  );
});
