import type { ReactNode } from 'react';
import type { Failure } from '../data/client.js';
import { messages } from '../messages.js';

interface Props {
  readonly failure: Failure;
  readonly onRetry?: () => void;
  readonly children?: ReactNode;
}

/** What went wrong, in words, and what to do. */
export function FailureNote({ failure, onRetry, children }: Props) {
  return (
    <div className="failure" role="alert" data-code={failure.code}>
      <strong>{failure.title}</strong>
      {failure.detail && (
        <p>
          <bdi>{failure.detail}</bdi>
        </p>
      )}
      {children}
      {onRetry && (
        <button type="button" className="button" onClick={onRetry}>
          {messages.rerank.again}
        </button>
      )}
    </div>
  );
}
