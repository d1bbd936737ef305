import { useState } from 'react';
import type { HitFieldsFragment, StatusQuery } from 'leopard/client';
import type { MetadataField } from '../data/filter.js';
import type { Question } from '../data/question.js';
import { useRerank } from '../data/use-rerank.js';
import type { Found } from '../data/use-search.js';
import { messages } from '../messages.js';
import { RerankPanel } from '../rerank/rerank-panel.js';
import { ShareMenu } from '../share/share-menu.js';
import { CutOff } from './cut-off.js';
import { Filters } from './filters.js';
import { ResultGrid } from './result-grid.js';
import { Timings } from './timings.js';

interface Props {
  readonly found: Found;
  readonly busy: boolean;
  readonly loadingMore: boolean;
  readonly fields: readonly MetadataField[];
  readonly status: StatusQuery['status'] | undefined;
  /** Asks the same again with other filters or another cut-off. */
  readonly onRefine: (change: Partial<Question>) => void;
  readonly onMore: () => void;
  readonly onUse: (hit: HitFieldsFragment) => void;
  readonly onDetails: (hit: HitFieldsFragment) => void;
  readonly onNotice: (text: string) => void;
}

const CANDIDATES = 9;
const unranked: ReadonlyMap<string, number> = new Map();

/** The hits of one search, and what can be done with them. One instance for each search. */
export function Results({
  found,
  busy,
  loadingMore,
  fields,
  status,
  onRefine,
  onMore,
  onUse,
  onDetails,
  onNotice,
}: Props) {
  const { result, question } = found;
  const minScore = result.query.minScore ?? 0;
  const [cutOff, setCutOff] = useState(minScore);
  // At 0 the cut-off is off: a weak hit may lie below it.
  const hits = cutOff > 0 ? found.hits.filter(({ score }) => score >= cutOff) : found.hits;
  const candidates = Math.min(CANDIDATES, found.hits.length, status?.limits.rerankCandidates ?? CANDIDATES);
  const rerank = useRerank(result.id, candidates);
  const positions =
    rerank.state.status === 'ranked'
      ? new Map(rerank.state.rerank.ranking.map(({ position, hit }) => [hit.image.id, position]))
      : unranked;
  const narrowed = question.filter !== undefined || minScore > 0 || cutOff > 0;

  return (
    <section className="results" aria-labelledby="results-heading" aria-busy={busy} data-search={result.id}>
      <div className="toolbar">
        <h2 id="results-heading">
          {messages.results.heading}{' '}
          <span className="hint">{messages.results.found(hits.length, !found.complete)}</span>
        </h2>
        <Filters fields={fields} filter={question.filter} onChange={(filter) => onRefine({ filter })} />
        <CutOff
          value={minScore}
          best={found.hits[0]?.score ?? 1}
          onPreview={setCutOff}
          onCommit={(value) => onRefine({ minScore: value > 0 ? value : undefined })}
        />
        <ShareMenu question={question} expiresAt={result.expiresAt} onNotice={onNotice} />
        <Timings timings={result.timings} />
      </div>
      {status && candidates > 0 && (
        <RerankPanel
          reranker={status.reranker}
          candidates={candidates}
          state={rerank.state}
          onAsk={rerank.ask}
          onCancel={rerank.cancel}
          onDetails={onDetails}
        />
      )}
      {hits.length === 0 ? (
        <div className="empty">
          <h3>{messages.results.none}</h3>
          <p>{messages.results.noneHint}</p>
          {narrowed && (
            <button
              type="button"
              className="button"
              onClick={() => onRefine({ filter: undefined, minScore: undefined })}
            >
              {messages.results.clearFilters}
            </button>
          )}
        </div>
      ) : (
        <ResultGrid
          hits={hits}
          positions={positions}
          complete={found.complete || hits.length < found.hits.length}
          loadingMore={loadingMore}
          onMore={onMore}
          onUse={onUse}
          onDetails={onDetails}
        />
      )}
    </section>
  );
}
