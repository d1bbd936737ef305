import type { ReactNode } from 'react';
import type { Failure } from '../data/client.js';
import { messages } from '../messages.js';
import { AlertIcon } from './icons.js';

interface Props {
  readonly failure: Failure;
  readonly onRetry?: () => void;
  /** In place of “Try again”. */
  readonly retryLabel?: string;
  readonly children?: ReactNode;
}

/** What went wrong, in words, and what to do. */
export function FailureNote({ failure, onRetry, retryLabel = messages.tryAgain, children }: Props) {
  return (
    <div className="failure" role="alert" data-code={failure.code}>
      <AlertIcon />
      <div className="failure-words">
        <strong>{failure.title}</strong>
        {failure.detail && (
          <p>
            <bdi>{failure.detail}</bdi>
          </p>
        )}
      </div>
      {children}
      {onRetry && (
        <button type="button" className="button" onClick={onRetry}>
          {retryLabel}
        </button>
      )}
    </div>
  );
}

interface SearchProps {
  readonly failure: Failure;
  readonly onRetry: () => void;
  readonly onAskAgain: () => void;
  readonly askAgainLabel?: string;
}

/** The same for work on a search that the server may have forgotten: then the question has to be asked again. */
export function SearchFailure({
  failure,
  onRetry,
  onAskAgain,
  askAgainLabel = messages.results.askAgain,
}: SearchProps) {
  return failure.code === 'EXPIRED' ? (
    <FailureNote failure={failure} onRetry={onAskAgain} retryLabel={askAgainLabel} />
  ) : (
    <FailureNote failure={failure} onRetry={onRetry} />
  );
}
