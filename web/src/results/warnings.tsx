import type { SearchFieldsFragment } from 'leopard/client';
import { hasMessage, useT } from '../i18n/i18n.js';
import { AlertIcon } from '../ui/icons.js';

/** What whoever asked should know, in the page's words; a newer server's in its own. */
export function Warnings({ warnings }: Pick<SearchFieldsFragment, 'warnings'>) {
  const t = useT();
  if (warnings.length === 0) return null;
  return (
    <div role="status">
      <ul className="warnings">
        {warnings.map(({ code, message }) => {
          const id = `warnings.${code}`;
          return (
            <li key={code + message} data-code={code}>
              <AlertIcon />
              <p>
                {hasMessage(id) && <strong>{t(id)}</strong>}
                {(code === 'UNKNOWN_METADATA_KEY' || !hasMessage(id)) && <bdi>{message}</bdi>}
              </p>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
