import type { HitFieldsFragment } from 'leopard/client';
import type { Facet } from '../data/filter.js';
import type { More } from '../data/use-search.js';
import { useT } from '../i18n/i18n.js';
import type { Verdict } from '../rerank/ranked.js';
import { SearchFailure } from '../ui/failure.js';
import { ListEnd } from '../ui/list-end.js';
import { HitCard } from './hit-card.js';

interface Props {
  readonly hits: readonly HitFieldsFragment[];
  /** What a model said, by the id of the picture. */
  readonly verdicts: ReadonlyMap<string, Verdict>;
  readonly facets: readonly Facet[] | undefined;
  readonly complete: boolean;
  readonly more: More;
  readonly onMore: () => void;
  /** The same question once more, where the server no longer knows it. */
  readonly onAskAgain: () => void;
  readonly onUse: (hit: HitFieldsFragment) => void;
  readonly onPart: (side: 'like' | 'unlike', hit: HitFieldsFragment) => void;
  readonly onOthers: (hit: HitFieldsFragment) => void;
  /** Less relevant hits are kept back; undefined: none are. */
  readonly onShowLess?: () => void;
  readonly onDetails: (hit: HitFieldsFragment) => void;
}

/** The hits, more of them as one scrolls. */
export function ResultGrid(props: Props) {
  const t = useT();
  const { hits, verdicts, facets, complete, more, onMore, onAskAgain, onShowLess, onUse, onPart, onOthers, onDetails } =
    props;
  const goesOn = !complete && !onShowLess;
  return (
    <>
      <ul className="grid">
        {hits.map((hit) => (
          <HitCard
            key={hit.image.id}
            hit={hit}
            facets={facets}
            verdict={verdicts.get(hit.image.id)}
            onUse={onUse}
            onPart={onPart}
            onOthers={onOthers}
            onDetails={onDetails}
          />
        ))}
      </ul>
      {typeof more === 'object' && <SearchFailure failure={more} onRetry={onMore} onAskAgain={onAskAgain} />}
      <ListEnd length={hits.length} more={goesOn} watching={goesOn && more === 'idle'} onMore={onMore}>
        {onShowLess ? (
          <button type="button" className="button" onClick={onShowLess}>
            {t('results.showLess')}
          </button>
        ) : complete ? (
          t('results.all')
        ) : more === 'loading' ? (
          t('results.more')
        ) : (
          ''
        )}
      </ListEnd>
    </>
  );
}
