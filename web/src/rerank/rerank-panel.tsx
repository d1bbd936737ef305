import { useState } from 'react';
import type { HitFieldsFragment, StatusQuery } from 'leopard/client';
import type { RerankState } from '../data/use-rerank.js';
import { messages } from '../messages.js';
import { Dialog } from '../ui/dialog.js';
import { FailureNote } from '../ui/failure.js';
import { SparkIcon } from '../ui/icons.js';
import { Ranking } from './ranking.js';

interface Props {
  readonly reranker: StatusQuery['status']['reranker'];
  readonly candidates: number;
  readonly state: RerankState;
  readonly onAsk: () => void;
  readonly onCancel: () => void;
  readonly onDetails: (hit: HitFieldsFragment) => void;
}

/** A vision-language model looks at the best hits: only when it is asked. */
export function RerankPanel({ reranker, candidates, state, onAsk, onCancel, onDetails }: Props) {
  const [sheetOpen, setSheetOpen] = useState(false);
  const model = reranker.model ?? 'GPT-4o';

  if (!reranker.configured) {
    return (
      <section className="rerank rerank-off" aria-label={messages.rerank.ask(model)}>
        <SparkIcon /> <p>{messages.rerank.unconfigured}</p>
      </section>
    );
  }
  switch (state.status) {
    case 'idle':
      return (
        <section className="rerank" aria-label={messages.rerank.ask(model)}>
          <button type="button" className="button button-accent" onClick={onAsk}>
            <SparkIcon /> {messages.rerank.ask(model)}
          </button>
          <p className="hint">{messages.rerank.explain(candidates, model)}</p>
        </section>
      );
    case 'working':
      return (
        <section className="rerank rerank-working" aria-label={messages.rerank.ask(model)} aria-busy="true">
          <p role="status">{messages.rerank.working(model)}</p>
          <progress />
          <button type="button" className="button" onClick={onCancel}>
            {messages.rerank.cancel}
          </button>
        </section>
      );
    case 'failed':
      return (
        <section className="rerank" aria-label={messages.rerank.ask(model)}>
          <FailureNote failure={state.failure} onRetry={onAsk} />
        </section>
      );
    case 'ranked': {
      const { contactSheet } = state.rerank;
      return (
        <section className="rerank rerank-done" aria-label={messages.rerank.heading(state.rerank.model)}>
          <Ranking rerank={state.rerank} onDetails={onDetails} onSheet={() => setSheetOpen(true)} />
          {sheetOpen && (
            <Dialog title={messages.rerank.sheet} onClose={() => setSheetOpen(false)} wide>
              <img
                className="sheet"
                src={contactSheet.url}
                alt={messages.rerank.sheetAlt}
                width={contactSheet.width}
                height={contactSheet.height}
              />
            </Dialog>
          )}
        </section>
      );
    }
  }
}
