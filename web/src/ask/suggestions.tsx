import type { Facet } from '../data/filter.js';
import { useT } from '../i18n/i18n.js';
import { SUGGESTED } from './suggested.js';

/** The instructions that speak of things this collection has; all of them, where none does. */
export function suggestionsFor(composed: boolean, facets: readonly Facet[] = []): readonly string[] {
  const all: readonly string[] = composed ? SUGGESTED.composed : SUGGESTED.text;
  const values = facets.find(({ field }) => field.key === 'category')?.field.values ?? [];
  const categories = values.flatMap(({ value }) => (typeof value === 'string' ? [value] : []));
  const fitting = all.filter((text) => text.startsWith('but ') || categories.some((name) => text.includes(name)));
  return categories.length > 0 && fitting.length > 0 ? fitting : all;
}

interface Props {
  readonly suggestions: readonly string[];
  readonly onChoose: (instruction: string) => void;
}

export function Suggestions({ suggestions, onChoose }: Props) {
  const t = useT();
  return (
    <ul className="chips" aria-label={t('ask.suggestions')}>
      {suggestions.map((text) => (
        <li key={text}>
          <button type="button" className="chip" onClick={() => onChoose(text)}>
            {text}
          </button>
        </li>
      ))}
    </ul>
  );
}
