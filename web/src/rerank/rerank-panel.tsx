import type { HitFieldsFragment, StatusQuery } from 'leopard/client';
import { modelName } from '../data/names.js';
import type { RerankState } from '../data/use-rerank.js';
import { useT } from '../i18n/i18n.js';
import { SearchFailure } from '../ui/failure.js';
import { SparkIcon } from '../ui/icons.js';
import { useFocusKept } from '../ui/use-focus-kept.js';
import { Ranking } from './ranking.js';

interface Props {
  readonly reranker: StatusQuery['status']['reranker'];
  readonly candidates: number;
  readonly state: RerankState;
  readonly onAsk: () => void;
  /** The search itself once more, where the server no longer knows it. */
  readonly onAskAgain: () => void;
  readonly onCancel: () => void;
  readonly onDetails: (hit: HitFieldsFragment) => void;
  /** Whether the hits are shown as they were found, and not in the order of the ranking. */
  readonly bySimilarity: boolean;
  readonly onOrder: (bySimilarity: boolean) => void;
}

/** A vision-language model looks at the best hits: only when it is asked. */
export function RerankPanel(props: Props) {
  const t = useT();
  const { reranker, state } = props;
  const model = modelName(reranker.model ?? 'gpt-4o');
  const section = useFocusKept<HTMLElement>(state.status);
  return (
    <section
      ref={section}
      tabIndex={-1}
      className={`rerank rerank-${state.status}`}
      aria-label={t('rerank.ask', { model })}
      aria-busy={state.status === 'working'}
    >
      <PanelContent {...props} model={model} />
    </section>
  );
}

function PanelContent(props: Props & { readonly model: string }) {
  const t = useT();
  const { state, candidates, model, onAsk, onAskAgain, onCancel, onDetails, bySimilarity, onOrder } = props;
  switch (state.status) {
    case 'idle':
      return (
        <>
          <button type="button" className="button button-primary" onClick={onAsk}>
            <SparkIcon /> {t('rerank.ask', { model })}
          </button>
          <p className="hint">{t('rerank.explain', { count: candidates, model })}</p>
        </>
      );
    case 'working':
      return (
        <>
          <SparkIcon />
          <p role="status">{t('rerank.working', { model })}</p>
          <progress aria-label={t('rerank.working', { model })} />
          <button type="button" className="button" onClick={onCancel}>
            {t('rerank.cancel')}
          </button>
        </>
      );
    case 'failed':
      return <SearchFailure failure={state.failure} onRetry={onAsk} onAskAgain={onAskAgain} />;
    case 'ranked':
      return <Ranking rerank={state.rerank} onDetails={onDetails} bySimilarity={bySimilarity} onOrder={onOrder} />;
  }
}
