import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Plugin } from 'vite';
import { type Locale, LOCALES } from './src/i18n/locales.js';

const escaped = (text: string): string => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/"/g, '&quot;');

/** The menu of languages, as wide as the scripts will make it. */
const optionsIn = (locale: Locale): string =>
  Object.entries(LOCALES)
    .map(([code, name]) => `<option${code === locale ? ' selected' : ''}>${name}</option>`)
    .join('');

/** Puts the words of a language in the place of `%their.ids%`. */
function inLanguage(page: string, locale: Locale, messages: Readonly<Record<string, string>>): string {
  return page
    .replace('<html lang="en">', `<html lang="${locale}">`)
    .replace('<option>%languages%</option>', optionsIn(locale))
    .replace(/%([a-zA-Z]+(?:\.[a-zA-Z]+)*)%/g, (_, id: string) => {
      const text = messages[id];
      if (text === undefined) throw new Error(`web/start.html names ${id}, which ${locale}.json does not have`);
      return escaped(text);
    });
}

/** Makes the start page in each language, from web/start.html: the server sends the one that a browser asks for. */
export const startPages = (): Plugin => ({
  name: 'start-pages',
  apply: 'build',
  async writeBundle({ dir = '' }) {
    const built = join(dir, 'start.html');
    const page = await readFile(built, 'utf8');
    for (const locale of Object.keys(LOCALES) as Locale[]) {
      const catalogue = await readFile(new URL(`src/locales/${locale}.json`, import.meta.url), 'utf8');
      const messages = JSON.parse(catalogue) as Record<string, string>;
      await writeFile(join(dir, `start.${locale}.html`), inLanguage(page, locale, messages));
    }
    await rm(built);
  },
});
