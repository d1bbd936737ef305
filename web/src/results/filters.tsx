import { useState } from 'react';
import type { ConditionInput, FilterInput } from 'leopard/client';
import { conditionFor, countConditions, filterKind, type MetadataField, withCondition } from '../data/filter.js';
import { valueText } from '../data/names.js';
import { messages } from '../messages.js';
import { FilterIcon } from '../ui/icons.js';

interface Props {
  readonly fields: readonly MetadataField[];
  readonly filter: FilterInput | undefined;
  readonly onChange: (filter: FilterInput | undefined) => void;
}

/** What can be filtered by, as the collection's own metadata has it. */
export function Filters({ fields, filter, onChange }: Props) {
  const usable = fields.flatMap((field) => {
    const kind = filterKind(field);
    return kind ? [{ field, kind }] : [];
  });
  const count = countConditions(filter);
  if (usable.length === 0 && count === 0) return null;
  const set = (key: string, condition: Omit<ConditionInput, 'key'> | undefined): void =>
    onChange(withCondition(filter, key, condition));
  return (
    <details className="filters">
      <summary className="button">
        <FilterIcon /> {messages.filters.active(count)}
      </summary>
      <div className="filters-body">
        {usable.map(({ field, kind }) =>
          kind === 'choice' ? (
            <Choice
              key={field.key}
              field={field}
              chosen={conditionFor(filter, field.key)?.equals}
              onChange={(condition) => set(field.key, condition)}
            />
          ) : (
            <Range
              key={field.key}
              field={field}
              condition={conditionFor(filter, field.key)}
              onChange={(condition) => set(field.key, condition)}
            />
          ),
        )}
        {count > 0 && (
          <button type="button" className="button-link" onClick={() => onChange(undefined)}>
            {messages.filters.clear}
          </button>
        )}
      </div>
    </details>
  );
}

interface ChoiceProps {
  readonly field: MetadataField;
  readonly chosen: unknown;
  readonly onChange: (condition: Omit<ConditionInput, 'key'> | undefined) => void;
}

function Choice({ field, chosen, onChange }: ChoiceProps) {
  // Values are typed ("5" is not 5): the menu speaks of them by their JSON.
  return (
    <label className="field">
      <bdi>{field.key}</bdi>
      <select
        value={chosen === undefined ? '' : JSON.stringify(chosen)}
        onChange={(event) =>
          onChange(event.target.value === '' ? undefined : { equals: JSON.parse(event.target.value) as unknown })
        }
      >
        <option value="">{messages.filters.any}</option>
        {field.values.map(({ value, count }) => (
          <option key={JSON.stringify(value)} value={JSON.stringify(value)}>
            {`${valueText(value)} (${count})`}
          </option>
        ))}
      </select>
    </label>
  );
}

interface RangeProps {
  readonly field: MetadataField;
  readonly condition: ConditionInput | undefined;
  readonly onChange: (condition: Omit<ConditionInput, 'key'> | undefined) => void;
}

function Range({ field, condition, onChange }: RangeProps) {
  const [atLeast, setAtLeast] = useState(condition?.atLeast?.toString() ?? '');
  const [atMost, setAtMost] = useState(condition?.atMost?.toString() ?? '');
  const apply = (): void => {
    const next = {
      ...(atLeast !== '' ? { atLeast: Number(atLeast) } : {}),
      ...(atMost !== '' ? { atMost: Number(atMost) } : {}),
    };
    onChange(Object.keys(next).length > 0 ? next : undefined);
  };
  const input = (label: string, value: string, onValue: (value: string) => void, hint: number | null) => (
    <input
      type="number"
      step="any"
      aria-label={label}
      value={value}
      placeholder={hint === null ? '' : String(hint)}
      onChange={(event) => onValue(event.target.value)}
      onBlur={apply}
      onKeyDown={(event) => event.key === 'Enter' && apply()}
    />
  );
  return (
    <div className="field" role="group" aria-label={field.key}>
      <bdi>{field.key}</bdi>
      <span className="field-range">
        {input(messages.filters.from(field.key), atLeast, setAtLeast, field.minimum)}
        <span aria-hidden="true">–</span>
        {input(messages.filters.to(field.key), atMost, setAtMost, field.maximum)}
      </span>
    </div>
  );
}
