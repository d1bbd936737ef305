import type { StatusQuery } from 'leopard/client';
import { modelName } from '../data/names.js';
import { useT } from '../i18n/i18n.js';
import { SparkIcon } from '../ui/icons.js';
import { Popover } from '../ui/popover.js';

interface Props {
  readonly reranker: StatusQuery['status']['reranker'];
  readonly candidates: number;
  readonly onAsk: () => void;
}

/** Asks for a ranking where there is no room for a panel: what is sent is said before. */
export function AskMenu({ reranker, candidates, onAsk }: Props) {
  const t = useT();
  const model = modelName(reranker.model ?? 'gpt-4o');
  return (
    <Popover
      className="ask-menu"
      button={<SparkIcon />}
      buttonClassName="button button-primary"
      buttonLabel={t('rerank.ask', { model })}
    >
      {(close) => (
        <>
          <p className="hint">{t('rerank.explain', { count: candidates, model })}</p>
          <button
            type="button"
            className="button button-primary"
            onClick={() => {
              close();
              onAsk();
            }}
          >
            <SparkIcon /> {t('rerank.ask', { model })}
          </button>
        </>
      )}
    </Popover>
  );
}
