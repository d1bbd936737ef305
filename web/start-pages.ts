import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import type { Plugin } from 'vite';
import { SUGGESTED } from './src/ask/suggested.js';
import { type Locale, LOCALES } from './src/i18n/locales.js';
import * as icons from './src/ui/icons.js';

const EMPTY_ROOT = '<div id="root"></div>';

const escaped = (text: string): string => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/"/g, '&quot;');

/** The menu of languages, as wide as the scripts will make it. */
const optionsIn = (locale: Locale): string =>
  Object.entries(LOCALES)
    .map(([code, name]) => `<option${code === locale ? ' selected' : ''}>${name}</option>`)
    .join('');

const suggestions = SUGGESTED.text
  .map((text) => `<li><button type="button" class="chip" disabled>${escaped(text)}</button></li>`)
  .join('');

/** Puts what they stand for, words of a language above all, in the place of `%names%`. */
function filled(form: string, locale: Locale, values: Readonly<Record<string, string>>): string {
  return form
    .replace('<option>%languages%</option>', optionsIn(locale))
    .replace('<li>%suggestions%</li>', suggestions)
    .replace(/%([a-zA-Z]+(?:\.[a-zA-Z]+)*)%/g, (_, name: string) => {
      if (name in icons) return renderToStaticMarkup(createElement(icons[name as keyof typeof icons]));
      const value = values[name];
      if (value === undefined) throw new Error(`web/start-form.html names ${name}, which ${locale}.json does not have`);
      return escaped(value);
    });
}

const read = (path: string): Promise<string> => readFile(new URL(path, import.meta.url), 'utf8');

/** Makes the start page in each language, the page with its form in it: the server sends the one that a browser asks for. */
export const startPages = (): Plugin => ({
  name: 'start-pages',
  apply: 'build',
  async writeBundle({ dir = '' }) {
    const page = await readFile(join(dir, 'index.html'), 'utf8');
    const logo = /rel="icon"[^>]*href="([^"]+)"/.exec(page)?.[1];
    if (logo === undefined || !page.includes(EMPTY_ROOT))
      throw new Error('web/index.html has no icon, or no empty #root');
    const form = await read('start-form.html');
    for (const locale of Object.keys(LOCALES) as Locale[]) {
      const messages = JSON.parse(await read(`src/locales/${locale}.json`)) as Record<string, string>;
      const root = `<div id="root">${filled(form, locale, { ...messages, logo })}</div>`;
      const start = page.replace('<html lang="en">', `<html lang="${locale}">`).replace(EMPTY_ROOT, () => root);
      await writeFile(join(dir, `start.${locale}.html`), start);
    }
  },
});
