import { useState } from 'react';
import { addressAt } from '../data/base.js';
import type { Question } from '../data/question.js';
import { date } from '../i18n/format.js';
import { useT } from '../i18n/i18n.js';
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
  const t = useT();
  const [code, setCode] = useState<Code>();
  const endpoint = addressAt('graphql');
  const operation = { question, limit };

  const copyLink = async (): Promise<void> => {
    const text = location.href;
    if (await copyText(text)) onNotice(t('share.copied'));
    else setCode({ title: t('share.link'), text, copied: false });
  };
  const copyCode = async (title: string, text: string): Promise<void> =>
    setCode({ title, text, copied: await copyText(text) });

  const items: readonly [string, () => Promise<void>][] = [
    [t('share.link'), copyLink],
    [t('share.graphql'), () => copyCode('GraphQL', asGraphQL(operation))],
    [t('share.typescript'), () => copyCode('TypeScript', asTypeScript(operation, endpoint))],
  ];
  return (
    <>
      <Popover
        className="menu"
        buttonLabel={t('share.menu')}
        button={
          <>
            <ShareIcon /> <span className="share-word">{t('share.menu')}</span>
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
                  {t('share.sandbox')}
                </a>
              </li>
            </ul>
            <p className="hint">{t('share.expires', { date: date(new Date(expiresAt), { dateStyle: 'long' }) })}</p>
          </>
        )}
      </Popover>
      {code && <CodeDialog {...code} onClose={() => setCode(undefined)} />}
    </>
  );
}
