import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { readPage, ROOT } from '../support/pages.js';

interface Manifest {
  readonly scripts: Readonly<Record<string, string>>;
  readonly overrides: Readonly<Record<string, unknown>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}
const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as Manifest;
const workflow = (name: string) => readFileSync(join(ROOT, '.github', name), 'utf8');

it('docs/dependencies.md says why each override is there, and of no other', () => {
  const text = readFileSync(join(ROOT, 'docs/dependencies.md'), 'utf8');
  const rows = [...text.matchAll(/^\| `([^`]+)` +\| +(\S.*?) +\|$/gm)].map(([, name = '']) => name);
  expect(rows.sort()).toEqual(Object.keys(manifest.overrides).sort());
});

it('what the bot leaves out is a dependency', () => {
  const { updates } = parse(workflow('dependabot.yml')) as {
    updates: { ignore?: { 'dependency-name': string }[] }[];
  };
  const names = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies });
  for (const { 'dependency-name': pattern } of updates.flatMap(({ ignore = [] }) => ignore)) {
    const [prefix = ''] = pattern.split('*');
    expect(
      names.some((name) => (pattern.includes('*') ? name.startsWith(prefix) : name === pattern)),
      pattern,
    ).toBe(true);
  }
});

it('the workflows run scripts that there are, and continuous integration is the one command', () => {
  const names = readdirSync(join(ROOT, '.github/workflows'));
  for (const name of names) {
    const text = workflow(`workflows/${name}`);
    expect(() => parse(text)).not.toThrow();
    for (const [, script = ''] of text.matchAll(/npm run ([\w:-]+)/g))
      expect(manifest.scripts).toHaveProperty([script]);
    expect(text).toContain(name === 'long.yml' ? 'npm run test:long' : '.ci/run');
  }
});

it('SECURITY.md names scripts that there are', () => {
  const named = readPage('SECURITY.md').spans.flatMap((span) => /^npm run ([\w:-]+)$/.exec(span)?.[1] ?? []);
  expect(named.length).toBeGreaterThan(3);
  for (const script of named) expect(manifest.scripts).toHaveProperty([script]);
});
