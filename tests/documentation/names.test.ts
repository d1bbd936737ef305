import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ApolloServerErrorCode } from '@apollo/server/errors';
import { describe, expect, inject, it } from 'vitest';
import { declaredSettings } from '../../src/config/index.js';
import { PAGES, readPage, ROOT } from '../support/pages.js';
import type {} from './support/server.js';

const settings = declaredSettings().map(({ env }) => env);

/** Codes and constants, as the source writes them. */
const source = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.c?ts$/.test(file))
  .map((file) => readFileSync(join(ROOT, 'src', file), 'utf8'))
  .join('\n');
const written = new Set(source.match(/\b[A-Z][A-Z0-9]*_[A-Z0-9_]+\b/g));

/** `CI` is one of the tests' own. */
const known = new Set<string>([...settings, ...Object.values(ApolloServerErrorCode), ...written, 'CI']);

/** Of code within a line: all matches. */
const namesIn = (page: string, pattern: RegExp) => readPage(page).spans.flatMap((span) => span.match(pattern) ?? []);

describe.each(PAGES)('%s', (page) => {
  it('names settings and codes that there are', () => {
    // In HOST=0.0.0.0 the setting has one word.
    const names = namesIn(page, /\b[A-Z][A-Z0-9]*_[A-Z0-9_]+\b|^[A-Z]+(?==)/g);
    expect(names.filter((name) => !known.has(name))).toEqual([]);
  });
});

it('docs/operating.md names figures that the server has', async () => {
  const figures = await (await fetch(`${inject('documentation').url}/metrics`)).text();
  const names = namesIn('docs/operating.md', /\bleopard_\w+/g);
  expect(names.length).toBeGreaterThan(10);
  expect(names.filter((name) => !figures.includes(`# TYPE ${name} `))).toEqual([]);
});
