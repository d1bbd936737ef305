import type { ReactNode } from 'react';
import type { Failure } from '../data/client.js';
import { useT } from '../i18n/i18n.js';
import { AlertIcon } from './icons.js';

interface Props {
  readonly failure: Failure;
  readonly onRetry?: () => void;
  /** In place of “Try again”. */
  readonly retryLabel?: string;
  readonly children?: ReactNode;
}

/** What went wrong, in words, and what to do. */
export function FailureNote({ failure, onRetry, retryLabel, children }: Props) {
  const t = useT();
  return (
    <div className="failure" role="alert" data-code={failure.code}>
      <AlertIcon />
      <div className="failure-words">
        <strong>{t(failure.title)}</strong>
        {failure.detail && (
          <p>
            <bdi>{failure.detail}</bdi>
          </p>
        )}
      </div>
      {children}
      {onRetry && (
        <button type="button" className="button" onClick={onRetry}>
          {retryLabel ?? t('tryAgain')}
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
export function SearchFailure({ failure, onRetry, onAskAgain, askAgainLabel }: SearchProps) {
  const t = useT();
  return failure.code === 'EXPIRED' ? (
    <FailureNote failure={failure} onRetry={onAskAgain} retryLabel={askAgainLabel ?? t('results.askAgain')} />
  ) : (
    <FailureNote failure={failure} onRetry={onRetry} />
  );
}
