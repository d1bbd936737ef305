import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readPage, ROOT } from '../support/pages.js';

const { spans } = readPage('docs/architecture.md');
const paths = spans.filter((span) => /^\.?[\w-]+(?:\/[\w.-]+)*\/?$/.test(span) && /[/.]/.test(span));

it('every file and folder that docs/architecture.md names is there', () => {
  expect(paths.length).toBeGreaterThan(60);
  const missing = paths.filter((path) => !existsSync(join(ROOT, path)) && !isBelowTheOneBefore(path));
  expect(missing).toEqual([]);
});

it('every folder of the source is named there', () => {
  const folders = readdirSync(join(ROOT, 'src'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => `src/${name}/`);
  const services = readdirSync(join(ROOT, 'src/services'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => `src/services/${name}/`);
  expect([...folders, ...services].filter((folder) => folder !== 'src/services/' && !paths.includes(folder))).toEqual(
    [],
  );
});

/** In "`src/services/storage/`: `database/` (…)" the second path begins where the first one ends. */
function isBelowTheOneBefore(path: string): boolean {
  const before = paths
    .slice(0, paths.indexOf(path))
    .findLast((named) => named.startsWith('src/') && named.endsWith('/'));
  return before !== undefined && existsSync(join(ROOT, before, path));
}
