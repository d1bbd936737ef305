import { useState } from 'react';
import type { Question } from '../data/question.js';
import { messages } from '../messages.js';
import { Dialog } from '../ui/dialog.js';
import { ShareIcon } from '../ui/icons.js';
import { asGraphQL, asTypeScript, sandboxAddress } from './operation.js';

interface Props {
  readonly question: Question;
  readonly expiresAt: string;
  readonly onNotice: (text: string) => void;
}

/** Take this search elsewhere: as a link, as an operation, as a program. */
export function ShareMenu({ question, expiresAt, onNotice }: Props) {
  const [manual, setManual] = useState<string>();
  const endpoint = `${location.origin}/graphql`;
  const copy = (text: string): void => {
    // Without https the browser has no clipboard for pages: show the text to copy by hand.
    Promise.resolve(navigator.clipboard?.writeText(text) ?? Promise.reject(new Error('no clipboard')))
      .then(() => onNotice(messages.share.copied))
      .catch(() => setManual(text));
  };
  const close = (target: EventTarget): void => (target as HTMLElement).closest('details')?.removeAttribute('open');
  const item = (label: string, text: () => string) => (
    <li>
      <button
        type="button"
        onClick={(event) => {
          close(event.target);
          copy(text());
        }}
      >
        {label}
      </button>
    </li>
  );
  return (
    <>
      <details className="menu" onKeyDown={(event) => event.key === 'Escape' && close(event.target)}>
        <summary className="button">
          <ShareIcon /> {messages.share.menu}
        </summary>
        <ul>
          {item(messages.share.link, () => location.href)}
          {item(messages.share.graphql, () => asGraphQL(question))}
          {item(messages.share.typescript, () => asTypeScript(question, endpoint))}
          <li>
            <a href={sandboxAddress(question, endpoint)} target="_blank" rel="noreferrer">
              {messages.share.sandbox}
            </a>
          </li>
          <li className="hint">
            {messages.share.expires(new Date(expiresAt).toLocaleDateString('en', { dateStyle: 'long' }))}
          </li>
        </ul>
      </details>
      {manual !== undefined && (
        <Dialog title={messages.share.menu} onClose={() => setManual(undefined)} wide>
          <p>{messages.share.copyFailed}</p>
          <textarea
            className="code"
            readOnly
            rows={12}
            value={manual}
            aria-label={messages.share.menu}
            onFocus={(event) => event.target.select()}
          />
        </Dialog>
      )}
    </>
  );
}
