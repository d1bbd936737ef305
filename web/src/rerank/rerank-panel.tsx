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
}

/** A vision-language model looks at the best hits: only when it is asked. */
export function RerankPanel(props: Props) {
  const t = useT();
  const { reranker, state } = props;
  const model = modelName(reranker.model ?? 'gpt-4o');
  const section = useFocusKept<HTMLElement>(state.status);
  const status = reranker.configured ? state.status : 'off';
  return (
    <section
      ref={section}
      tabIndex={-1}
      className={`rerank rerank-${status}`}
      aria-label={t('rerank.ask', { model })}
      aria-busy={status === 'working'}
    >
      {reranker.configured ? (
        <PanelContent {...props} model={model} />
      ) : (
        <>
          <SparkIcon /> <p>{t('rerank.unconfigured')}</p>
        </>
      )}
    </section>
  );
}

function PanelContent({ state, candidates, model, onAsk, onAskAgain, onCancel, onDetails }: Props & { model: string }) {
  const t = useT();
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
      return <Ranking rerank={state.rerank} onDetails={onDetails} />;
  }
}
