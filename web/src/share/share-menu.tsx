import { useState } from 'react';
import { addressAt } from '../data/base.js';
import type { Question } from '../data/question.js';
import { messages } from '../messages.js';
import { ShareIcon } from '../ui/icons.js';
import { Popover } from '../ui/popover.js';
import { CodeDialog } from './code-dialog.js';
import { copyText } from './copy.js';
import { asGraphQL, asTypeScript, sandboxAddress } from './operation.js';

interface Props {
  readonly question: Question;
  /** Hits that the question asked for. */
  readonly limit: number;
  readonly expiresAt: string;
  readonly onNotice: (text: string) => void;
}

interface Code {
  readonly title: string;
  readonly text: string;
  readonly copied: boolean;
}

/** Take this search elsewhere: as a link, as an operation, as a program. */
export function ShareMenu({ question, limit, expiresAt, onNotice }: Props) {
  const [code, setCode] = useState<Code>();
  const endpoint = addressAt('graphql');
  const operation = { question, limit };

  const copyLink = async (): Promise<void> => {
    const text = location.href;
    if (await copyText(text)) onNotice(messages.share.copied);
    else setCode({ title: messages.share.link, text, copied: false });
  };
  const copyCode = async (title: string, text: string): Promise<void> =>
    setCode({ title, text, copied: await copyText(text) });

  const items: readonly [string, () => Promise<void>][] = [
    [messages.share.link, copyLink],
    [messages.share.graphql, () => copyCode('GraphQL', asGraphQL(operation))],
    [messages.share.typescript, () => copyCode('TypeScript', asTypeScript(operation, endpoint))],
  ];
  return (
    <>
      <Popover
        className="menu"
        button={
          <>
            <ShareIcon /> {messages.share.menu}
          </>
        }
      >
        {(close) => (
          <>
            <ul>
              {items.map(([label, copy]) => (
                <li key={label}>
                  <button
                    type="button"
                    onClick={() => {
                      close();
                      void copy();
                    }}
                  >
                    {label}
                  </button>
                </li>
              ))}
              <li>
                <a href={sandboxAddress(operation, endpoint)} target="_blank" rel="noreferrer">
                  {messages.share.sandbox}
                </a>
              </li>
            </ul>
            <p className="hint">{messages.share.expires(new Date(expiresAt))}</p>
          </>
        )}
      </Popover>
      {code && <CodeDialog {...code} onClose={() => setCode(undefined)} />}
    </>
  );
}
