import type { SearchFieldsFragment } from 'leopard/client';
import { decimal, number } from '../i18n/format.js';
import { useT } from '../i18n/i18n.js';
import { Popover } from '../ui/popover.js';

const STAGES = ['queue', 'decode', 'vision', 'fuse', 'vectorSearch', 'total'] as const;

/** Where the time went, in a quiet corner. */
export function Timings({ timings }: { readonly timings: SearchFieldsFragment['timings'] }) {
  const t = useT();
  const total = t('results.timings', { total: number(Math.round(timings.total)) });
  return (
    <Popover
      className="timings"
      button={total}
      buttonClassName="button-quiet"
      buttonLabel={`${t('results.timingsLabel')}: ${total}`}
    >
      <dl>
        {STAGES.map((stage) => (
          <div key={stage}>
            <dt>{t(`results.stages.${stage}`)}</dt>
            <dd>{t('results.timings', { total: decimal(timings[stage], 1) })}</dd>
          </div>
        ))}
      </dl>
    </Popover>
  );
}
