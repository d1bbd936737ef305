import type { FilterInput } from 'leopard/client';
import { conditionFor, countConditions, type Facet, withCondition } from '../data/filter.js';
import { useT } from '../i18n/i18n.js';
import { FilterIcon } from '../ui/icons.js';
import { Popover } from '../ui/popover.js';
import { type Condition, Choice, Range } from './filter-fields.js';

interface Props {
  /** Undefined until they are known. */
  readonly facets: readonly Facet[] | undefined;
  readonly filter: FilterInput | undefined;
  readonly onChange: (filter: FilterInput | undefined) => void;
}

/** What can be filtered by, as the collection's own metadata has it. */
export function Filters({ facets, filter, onChange }: Props) {
  const t = useT();
  const count = countConditions(filter);
  // Until then its place is kept: a button that came late would push the others aside.
  if (facets?.length === 0 && count === 0) return null;
  const button = (
    <>
      <FilterIcon /> {t('filters.active', { count })}
    </>
  );
  return (
    <Popover className="filters" button={button} buttonClassName={count > 0 ? 'button button-on' : 'button'}>
      <div className="filters-fields">
        {facets?.map(({ field, kind }) => {
          const props = {
            field,
            condition: conditionFor(filter, field.key),
            onChange: (condition: Condition | undefined) => onChange(withCondition(filter, field.key, condition)),
          };
          return kind === 'choice' ? <Choice key={field.key} {...props} /> : <Range key={field.key} {...props} />;
        })}
      </div>
      <button
        type="button"
        className="button-link"
        aria-disabled={count === 0}
        onClick={() => count > 0 && onChange(undefined)}
      >
        {t('filters.clear')}
      </button>
    </Popover>
  );
}
