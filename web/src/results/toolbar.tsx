import type { Narrowing } from '../data/use-narrowing.js';
import { pageSize } from '../data/use-search.js';
import { useT } from '../i18n/i18n.js';
import { AskMenu } from '../rerank/ask-menu.js';
import { ShareMenu } from '../share/share-menu.js';
import { CutOff } from './cut-off.js';
import { Filters } from './filters.js';
import { Influence } from './influence.js';
import type { ResultsProps } from './results.js';
import { Timings } from './timings.js';
import type { ShownHits } from './use-shown-hits.js';

interface Props extends Pick<ResultsProps, 'found' | 'status' | 'onRefine' | 'onNotice'> {
  readonly shown: ShownHits;
  readonly narrowing: Narrowing;
  readonly minScore: number;
  /** While the slider moves: hides hits at once. */
  readonly onCutOff: (value: number) => void;
  /** Hits that a model may rank from here; 0: it is asked elsewhere. */
  readonly candidates: number;
  readonly onRank: () => void;
}

/** How many were found, and tools to narrow them down and to take them elsewhere. */
export function Toolbar(props: Props) {
  const t = useT();
  const { found, status, shown, narrowing, minScore, onRefine, onNotice, onCutOff, candidates, onRank } = props;
  const { result, question } = found;
  const all = shown.complete || shown.showLess !== undefined;
  const count = all ? shown.hits.length : (narrowing.hitCount ?? shown.hits.length);
  const known = all || narrowing.hitCount !== undefined;
  return (
    <div className="toolbar">
      <h2 id="results-heading">
        {t('results.heading')}{' '}
        <span className="hint">{t(known ? 'results.found' : 'results.foundMore', { count })}</span>
      </h2>
      <Timings timings={result.timings} />
      {question.picture && question.instruction !== '' && <Influence searchId={result.id} />}
      <Filters facets={narrowing.facets} filter={question.filter} onChange={(filter) => onRefine({ filter })} />
      <CutOff
        value={minScore}
        best={found.hits[0]?.score ?? 1}
        onPreview={onCutOff}
        onCommit={(value) => onRefine({ minScore: value > 0 ? value : undefined })}
      />
      {candidates > 0 && <AskMenu reranker={status.reranker} candidates={candidates} onAsk={onRank} />}
      <ShareMenu question={question} limit={pageSize(status.limits)} expiresAt={result.expiresAt} onNotice={onNotice} />
    </div>
  );
}
