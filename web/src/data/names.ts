import type { ImageFieldsFragment } from 'leopard/client';
import { number } from '../i18n/format.js';
import { t } from '../i18n/i18n.js';
import type { Facet } from './filter.js';

/** What to call a picture: its title, else its file name. */
export function nameOf(image: Pick<ImageFieldsFragment, 'fileName' | 'metadata'>): string {
  const title = image.metadata['title'] ?? image.metadata['name'];
  return typeof title === 'string' && title.trim() !== '' ? title : (image.fileName ?? t('results.unnamed'));
}

/** A metadata value on one line. Numbers are not grouped: they may be years. */
export function valueText(value: unknown): string {
  if (Array.isArray(value)) return value.map(valueText).join(', ');
  if (typeof value === 'number') return number(value, { useGrouping: false, maximumFractionDigits: 20 });
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
}

const SHOWN_FACTS = 3;

/** What sets a picture apart, in a few words: of the keys that people filter by, those that its name does not say already. */
export function factsOf(
  { metadata }: Pick<ImageFieldsFragment, 'metadata'>,
  name: string,
  facets: readonly Facet[] = [],
) {
  const said = name.toLowerCase();
  return [...facets]
    .sort((a, b) => b.field.values.length - a.field.values.length)
    .flatMap(({ field, kind }) => {
      const value = metadata[field.key];
      if (value === undefined || value === null) return [];
      const text = valueText(value);
      if (said.includes(text.toLowerCase())) return [];
      return kind === 'range' ? `${field.key} ${text}` : text;
    })
    .slice(0, SHOWN_FACTS)
    .join(' · ');
}

/** A model as people write it: GPT-4o for gpt-4o. */
export const modelName = (model: string): string => model.replace(/^gpt-/, 'GPT-');
