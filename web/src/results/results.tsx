import { useEffect, useMemo, useState } from 'react';
import type { HitFieldsFragment, StatusQuery } from 'leopard/client';
import type { Facet } from '../data/filter.js';
import type { Question } from '../data/question.js';
import { useNarrowing } from '../data/use-narrowing.js';
import { useRerank } from '../data/use-rerank.js';
import type { Found, More } from '../data/use-search.js';
import { useT } from '../i18n/i18n.js';
import { type Verdict, verdictsOf } from '../rerank/ranked.js';
import { RerankPanel } from '../rerank/rerank-panel.js';
import { Empty } from '../ui/empty.js';
import { useFocusKept } from '../ui/use-focus-kept.js';
import { useNarrow } from '../ui/use-narrow.js';
import { ResultGrid } from './result-grid.js';
import { Toolbar } from './toolbar.js';
import { useShownHits } from './use-shown-hits.js';
import { Warnings } from './warnings.js';

export interface ResultsProps {
  readonly found: Found;
  readonly busy: boolean;
  readonly more: More;
  readonly facets: readonly Facet[] | undefined;
  readonly status: StatusQuery['status'];
  /** Asks the same again with other filters or another cut-off. */
  readonly onRefine: (change: Partial<Question>) => void;
  readonly onMore: () => void;
  /** Hits that fit no better than chance are wanted as well. */
  readonly onAll: () => void;
  readonly onUse: (hit: HitFieldsFragment) => void;
  readonly onPart: (side: 'like' | 'unlike', hit: HitFieldsFragment) => void;
  /** Asks for the further pictures of the same product. */
  readonly onOthers: (hit: HitFieldsFragment) => void;
  readonly onDetails: (hit: HitFieldsFragment) => void;
  readonly onNotice: (text: string) => void;
}

const CANDIDATES = 9;
const unranked: ReadonlyMap<string, Verdict> = new Map();

/** Where nothing is found, that nothing fits is said already. */
const saysMore = ({ code }: Found['result']['warnings'][number]): boolean => code !== 'NO_MATCH';

/** The hits of the search on screen, and what can be done with them. */
export function Results(props: ResultsProps) {
  const t = useT();
  const { found, busy, more, facets, status, onRefine, onMore, onAll, onUse, onPart, onOthers, onDetails } = props;
  const { result, question } = found;
  const minScore = result.query.minScore ?? 0;
  const [cutOff, setCutOff] = useState(minScore);
  useEffect(() => setCutOff(minScore), [result.id, minScore]);
  const candidates = Math.min(CANDIDATES, found.hits.length, status.limits.rerankCandidates);
  const canRank = candidates > 0 && status.reranker.configured;
  const rerank = useRerank(result.id, candidates, canRank);
  const [bySimilarity, setBySimilarity] = useState(false);
  const verdicts = useMemo(
    () => (rerank.state.status === 'ranked' ? verdictsOf(rerank.state.rerank) : unranked),
    [rerank.state],
  );
  const shown = useShownHits(found, cutOff, bySimilarity ? unranked : verdicts, onAll);
  const narrowing = useNarrowing(result.id, status.limits.listLimit, facets, question.filter);
  const section = useFocusKept<HTMLElement>(result.id);
  const asksFromToolbar = useNarrow() && canRank && rerank.state.status === 'idle';
  const askAgain = (): void => onRefine({});

  return (
    <section
      ref={section}
      tabIndex={-1}
      className="results"
      aria-labelledby="results-heading"
      aria-busy={busy}
      data-search={result.id}
    >
      <Toolbar
        {...props}
        shown={shown}
        narrowing={narrowing}
        minScore={minScore}
        onCutOff={setCutOff}
        candidates={asksFromToolbar ? candidates : 0}
        onRank={rerank.ask}
      />
      <Warnings warnings={shown.hits.length > 0 ? result.warnings : result.warnings.filter(saysMore)} />
      {canRank && !asksFromToolbar && (
        <RerankPanel
          key={result.id}
          reranker={status.reranker}
          candidates={candidates}
          state={rerank.state}
          onAsk={rerank.ask}
          onAskAgain={askAgain}
          onCancel={rerank.cancel}
          bySimilarity={bySimilarity}
          onOrder={setBySimilarity}
          onDetails={onDetails}
        />
      )}
      {shown.hits.length === 0 ? (
        <Empty title={t('results.none')} hint={t('results.noneHint')}>
          {(question.filter !== undefined || minScore > 0 || cutOff > 0) && (
            <button
              type="button"
              className="button"
              onClick={() => onRefine({ filter: undefined, minScore: undefined })}
            >
              {t('results.clearFilters')}
            </button>
          )}
        </Empty>
      ) : (
        <>
          {result.match === 'WEAK' && <p className="hint">{t('results.weak')}</p>}
          <ResultGrid
            hits={shown.hits}
            verdicts={verdicts}
            facets={facets}
            complete={shown.complete}
            more={more}
            onMore={onMore}
            onAskAgain={askAgain}
            onUse={onUse}
            onPart={onPart}
            onOthers={onOthers}
            onDetails={onDetails}
            onShowLess={shown.showLess}
          />
        </>
      )}
    </section>
  );
}
