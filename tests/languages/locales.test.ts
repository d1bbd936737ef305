import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from '@messageformat/parser';
import { describe, expect, it } from 'vitest';
import english from '../../web/src/locales/en.json' with { type: 'json' };

const SOURCE = fileURLToPath(new URL('../../web/src', import.meta.url));
const LOCALES = readdirSync(path.join(SOURCE, 'locales')).map((file) => path.basename(file, '.json'));
const ids = Object.keys(english);

const messagesOf = (locale: string): Record<string, string> =>
  JSON.parse(readFileSync(path.join(SOURCE, 'locales', `${locale}.json`), 'utf8')) as Record<string, string>;

/** What a sentence is filled with: `{count}`, whatever the rules around it. */
const argumentsOf = (text: string): string[] =>
  [...new Set(parse(text).flatMap((token) => ('arg' in token ? [token.arg] : [])))].sort();

describe.each(LOCALES)('the page in %s', (locale) => {
  const messages = messagesOf(locale);

  it('has every sentence, and none that the page does not have', () => {
    expect(Object.keys(messages).sort()).toEqual([...ids].sort());
  });

  it('fills its sentences with what the English ones are filled with', () => {
    for (const [id, text] of Object.entries(english))
      expect([id, argumentsOf(messages[id] ?? '')]).toEqual([id, argumentsOf(text)]);
  });

  it('has a form for each number that its language tells apart', () => {
    const forms = new Intl.PluralRules(locale).resolvedOptions().pluralCategories;
    for (const [id, text] of Object.entries(messages)) {
      for (const token of parse(text)) {
        if (token.type !== 'plural') continue;
        const keys = token.cases.map(({ key }) => key);
        // "Many" is for millions in Italian; “other” says it as well.
        expect([id, forms.filter((form) => form !== 'many' && !keys.includes(form) && !keys.includes('=0'))]).toEqual([
          id,
          [],
        ]);
      }
    }
  });
});

it('uses every sentence', () => {
  const files = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' }).filter((file) => /\.tsx?$/.test(file));
  const text = files.map((file) => readFileSync(path.join(SOURCE, file), 'utf8')).join('\n');
  // Ids that are put together, such as `errors.${code}`.
  const prefixes = [...text.matchAll(/`([a-zA-Z.]+\.)\$\{/g)].map(([, prefix = '']) => prefix);
  const unused = ids.filter((id) => !text.includes(`'${id}'`) && !prefixes.some((prefix) => id.startsWith(prefix)));
  expect(unused).toEqual([]);
});
