import type { Facet } from '../data/filter.js';
import { useT } from '../i18n/i18n.js';

/** In the language of the models, whatever the page speaks. */
const COMPOSED = ['phone case with this image theme', 'as a mug', 'but in red', 'the same pattern on a backpack'];
const TEXT = ['a blue floral umbrella', 'a leopard phone case', 'a red striped mug', 'cushion with lemons'];

/** The instructions that speak of things this collection has; all of them, where none does. */
export function suggestionsFor(composed: boolean, facets: readonly Facet[] = []): readonly string[] {
  const all: readonly string[] = composed ? COMPOSED : TEXT;
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
