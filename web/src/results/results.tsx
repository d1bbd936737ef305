import { useEffect, useMemo, useState } from 'react';
import type { HitFieldsFragment, StatusQuery } from 'leopard/client';
import type { Facet } from '../data/filter.js';
import type { Question } from '../data/question.js';
import { useRerank } from '../data/use-rerank.js';
import { type Found, type More, pageSize } from '../data/use-search.js';
import { useT } from '../i18n/i18n.js';
import { AskMenu } from '../rerank/ask-menu.js';
import { inRankedOrder, type Verdict, verdictsOf } from '../rerank/ranked.js';
import { RerankPanel } from '../rerank/rerank-panel.js';
import { ShareMenu } from '../share/share-menu.js';
import { Empty } from '../ui/empty.js';
import { useNarrow } from '../ui/use-narrow.js';
import { useFocusKept } from '../ui/use-focus-kept.js';
import { CutOff } from './cut-off.js';
import { Filters } from './filters.js';
import { ResultGrid } from './result-grid.js';
import { Timings } from './timings.js';

interface Props {
  readonly found: Found;
  readonly busy: boolean;
  readonly more: More;
  readonly facets: readonly Facet[] | undefined;
  readonly status: StatusQuery['status'];
  /** Asks the same again with other filters or another cut-off. */
  readonly onRefine: (change: Partial<Question>) => void;
  readonly onMore: () => void;
  readonly onUse: (hit: HitFieldsFragment) => void;
  readonly onDetails: (hit: HitFieldsFragment) => void;
  readonly onNotice: (text: string) => void;
}

const CANDIDATES = 9;
const unranked: ReadonlyMap<string, Verdict> = new Map();

/** The hits of the search on screen, and what can be done with them. */
export function Results(props: Props) {
  const t = useT();
  const { found, busy, more, facets, status, onRefine, onMore, onUse, onDetails, onNotice } = props;
  const { result, question } = found;
  const minScore = result.query.minScore ?? 0;
  const [cutOff, setCutOff] = useState(minScore);
  useEffect(() => setCutOff(minScore), [result.id, minScore]);
  // At 0 the cut-off is off: a weak hit may lie below it.
  const hits = useMemo(
    () => (cutOff > 0 ? found.hits.filter(({ score }) => score >= cutOff) : found.hits),
    [found.hits, cutOff],
  );
  const candidates = Math.min(CANDIDATES, found.hits.length, status.limits.rerankCandidates);
  const rerank = useRerank(result.id, candidates);
  const verdicts = useMemo(
    () => (rerank.state.status === 'ranked' ? verdictsOf(rerank.state.rerank) : unranked),
    [rerank.state],
  );
  const [bySimilarity, setBySimilarity] = useState(false);
  const ordered = useMemo(
    () => (bySimilarity || verdicts.size === 0 ? hits : inRankedOrder(hits, verdicts)),
    [bySimilarity, hits, verdicts],
  );
  const complete = found.complete || hits.length < found.hits.length;
  const narrowed = question.filter !== undefined || minScore > 0 || cutOff > 0;
  const section = useFocusKept<HTMLElement>(result.id);
  const askAgain = (): void => onRefine({});
  const narrow = useNarrow();
  const asksFromToolbar = narrow && candidates > 0 && status.reranker.configured && rerank.state.status === 'idle';

  return (
    <section
      ref={section}
      tabIndex={-1}
      className="results"
      aria-labelledby="results-heading"
      aria-busy={busy}
      data-search={result.id}
    >
      <div className="toolbar">
        <h2 id="results-heading">
          {t('results.heading')}{' '}
          <span className="hint">{t(complete ? 'results.found' : 'results.foundMore', { count: hits.length })}</span>
        </h2>
        <Timings timings={result.timings} />
        <Filters facets={facets} filter={question.filter} onChange={(filter) => onRefine({ filter })} />
        <CutOff
          value={minScore}
          best={found.hits[0]?.score ?? 1}
          onPreview={setCutOff}
          onCommit={(value) => onRefine({ minScore: value > 0 ? value : undefined })}
        />
        {asksFromToolbar && <AskMenu reranker={status.reranker} candidates={candidates} onAsk={rerank.ask} />}
        <ShareMenu
          question={question}
          limit={pageSize(status.limits)}
          expiresAt={result.expiresAt}
          onNotice={onNotice}
        />
      </div>
      {candidates > 0 && status.reranker.configured && !asksFromToolbar && (
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
      {hits.length === 0 ? (
        <Empty title={t('results.none')} hint={t('results.noneHint')}>
          {narrowed && (
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
        <ResultGrid
          hits={ordered}
          verdicts={verdicts}
          facets={facets}
          complete={complete}
          more={more}
          onMore={onMore}
          onAskAgain={askAgain}
          onUse={onUse}
          onDetails={onDetails}
        />
      )}
    </section>
  );
}
