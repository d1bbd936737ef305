import { useEffect, useState } from 'react';
import type { ConditionInput } from 'leopard/client';
import type { MetadataField } from '../data/filter.js';
import { valueText } from '../data/names.js';
import { number } from '../i18n/format.js';
import { useT } from '../i18n/i18n.js';

export type Condition = Omit<ConditionInput, 'key'>;

interface Props {
  readonly field: MetadataField;
  readonly condition: ConditionInput | undefined;
  readonly onChange: (condition: Condition | undefined) => void;
}

/** Any of a few values. They are typed ("5" is not 5): the boxes speak of them by their JSON. */
export function Choice({ field, condition, onChange }: Props) {
  const chosen = (condition?.in ?? (condition && 'equals' in condition ? [condition.equals] : [])).map((value) =>
    JSON.stringify(value),
  );
  const toggle = (json: string): void => {
    const next = chosen.includes(json) ? chosen.filter((other) => other !== json) : [...chosen, json];
    onChange(next.length > 0 ? { in: next.map((value) => JSON.parse(value) as unknown) } : undefined);
  };
  return (
    <fieldset className="field choices">
      <legend>
        <bdi>{field.key}</bdi>
      </legend>
      <div>
        {field.values.map(({ value, count }) => {
          const json = JSON.stringify(value);
          return (
            <label key={json}>
              <input type="checkbox" checked={chosen.includes(json)} onChange={() => toggle(json)} />
              <bdi title={valueText(value)}>{valueText(value)}</bdi>
              <span className="hint">{number(count)}</span>
            </label>
          );
        })}
      </div>
    </fieldset>
  );
}

/** Numbers between two bounds, each of which may be left out. */
export function Range({ field, condition, onChange }: Props) {
  const t = useT();
  const { atLeast, atMost } = condition ?? {};
  const set = (bounds: Pick<Condition, 'atLeast' | 'atMost'>): void => {
    const given = Object.entries({ atLeast, atMost, ...bounds }).filter(([, bound]) => typeof bound === 'number');
    onChange(given.length > 0 ? Object.fromEntries(given) : undefined);
  };
  return (
    <div className="field" role="group" aria-label={field.key}>
      <bdi>{field.key}</bdi>
      <span className="field-range">
        <Bound
          label={t('filters.from', { name: field.key })}
          value={atLeast}
          hint={field.minimum}
          onChange={(bound) => set({ atLeast: bound })}
        />
        <span aria-hidden="true">–</span>
        <Bound
          label={t('filters.to', { name: field.key })}
          value={atMost}
          hint={field.maximum}
          onChange={(bound) => set({ atMost: bound })}
        />
      </span>
    </div>
  );
}

interface BoundProps {
  readonly label: string;
  readonly value: number | null | undefined;
  readonly hint: number | null;
  readonly onChange: (bound: number | undefined) => void;
}

function Bound({ label, value, hint, onChange }: BoundProps) {
  const given = value?.toString() ?? '';
  const [text, setText] = useState(given);
  useEffect(() => setText(given), [given]);
  const apply = (): void => {
    if (text !== given) onChange(text === '' ? undefined : Number(text));
  };
  return (
    <input
      type="number"
      step="any"
      aria-label={label}
      value={text}
      placeholder={hint === null ? undefined : valueText(hint)}
      onChange={(event) => setText(event.target.value)}
      onBlur={apply}
      onKeyDown={(event) => event.key === 'Enter' && apply()}
    />
  );
}
