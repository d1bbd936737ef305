import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { minVersion, satisfies } from 'semver';
import { expect, it } from 'vitest';
import { declaredSettings } from '../../src/config/index.js';
import { PAGES, ROOT } from '../support/pages.js';

const read = (path: string) => JSON.parse(readFileSync(join(ROOT, path), 'utf8')) as Record<string, unknown>;
const enginesOf = (manifest: unknown) => (manifest as { engines?: { node?: string } }).engines?.node;

const ours = enginesOf(read('package.json')) ?? '';

it('Node versions are said one way everywhere', () => {
  expect(ours).toBe('^20.19.0 || ^22.13.0 || >=24.0.0');
  expect(enginesOf(read('codegen/client/package.json'))).toBe(ours);
  for (const page of ['README.md', 'docs/installing.md']) {
    expect(readFileSync(join(ROOT, page), 'utf8')).toContain('Node 20, 22 or 24');
  }
  for (const page of ['docs/installing.md', 'docs/operating.md']) {
    expect(readFileSync(join(ROOT, page), 'utf8')).toMatch(/from\s20\.19 and 22\.13/);
  }
});

it('no package that npm ci installs asks for a newer Node than ours: it warns of nothing', () => {
  const { packages } = read('package-lock.json') as { packages: Record<string, { optional?: boolean }> };
  const oldest = ours.split(' || ').map((range) => minVersion(range)?.version ?? '');
  const newer = Object.entries(packages).flatMap(([folder, locked]) => {
    const wanted = enginesOf(locked);
    const refused = oldest.filter((version) => wanted !== undefined && !satisfies(version, wanted));
    // Made for platforms that we do not run on.
    return refused.length > 0 && !/wasm|ia32/.test(folder) ? [`${folder}: ${wanted}`] : [];
  });
  expect(newer).toEqual([]);
});

it("nothing here tells users to run `npx leopard`, which is somebody else's package", () => {
  const sources = ['src', 'web/src', 'codegen/client'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(ts|tsx|md)$/.test(name))
      .map((name) => join(folder, name)),
  );
  const texts = [...PAGES, ...sources].filter((path) => /npx leopard/.test(readFileSync(join(ROOT, path), 'utf8')));
  expect(texts).toEqual([]);
});

it('docs/operating.md says of every setting that is a place elsewhere what goes there', () => {
  const page = readFileSync(join(ROOT, 'docs/operating.md'), 'utf8');
  const [section = ''] = /## What leaves the machine[^]*?(?=\n## )/.exec(page) ?? [];
  const places = declaredSettings()
    .map(({ env }) => env)
    .filter((env) => /(_URL|_ENDPOINT|_STORE|_PROXY)$/.test(env));
  const said = new Set(section.match(/`[A-Z_]+`/g));
  // Not places that Leopard sends to: its own address, a proxy before it, and what is reached without a proxy.
  const unsaid = places.filter((env) => !said.has(`\`${env}\``));
  expect(unsaid).toEqual(['PUBLIC_URL', 'TRUST_PROXY', 'NO_PROXY']);
});
