import { useCallback } from 'react';
import { SearchInfluenceDocument } from 'leopard/client';
import { client } from '../data/client.js';
import { useQuery } from '../data/use-query.js';
import { useT } from '../i18n/i18n.js';
import { HelpIcon } from '../ui/icons.js';
import { useNarrow } from '../ui/use-narrow.js';
import { Popover } from '../ui/popover.js';

/** What picture and instruction each did to the first hits: looked up when somebody wants to know. */
export function Influence({ searchId }: { readonly searchId: string }) {
  const t = useT();
  const narrow = useNarrow();
  return (
    <Popover
      className="influence"
      button={narrow ? <HelpIcon /> : t('influence.ask')}
      buttonLabel={t('influence.ask')}
      buttonClassName="button-quiet"
    >
      {(_close, open) =>
        open && (
          <>
            {narrow && <p>{t('influence.ask')}</p>}
            <Answer searchId={searchId} />
          </>
        )
      }
    </Popover>
  );
}

function Answer({ searchId }: { readonly searchId: string }) {
  const t = useT();
  const load = useCallback(
    async (signal: AbortSignal) =>
      (await client.request(SearchInfluenceDocument, { id: searchId }, { signal })).searchResult?.influence ?? null,
    [searchId],
  );
  const { data: influence, failure } = useQuery(load);
  if (failure) return <p role="alert">{t(failure.title)}</p>;
  if (influence === undefined) return <p className="hint">{t('influence.looking')}</p>;
  if (influence === null) return <p>{t('influence.none')}</p>;
  const { considered, imageOnly, instructionOnly, both, neither } = influence;
  const rows = { both, imageOnly, instructionOnly, neither };
  return (
    <>
      <p className="hint">{t('influence.heading', { count: considered })}</p>
      <dl>
        {(Object.keys(rows) as (keyof typeof rows)[]).map((row) => (
          <div key={row}>
            <dt>{t(`influence.${row}`)}</dt>
            <dd>{rows[row]}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}
