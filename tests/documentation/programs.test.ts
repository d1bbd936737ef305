import { copyFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { createProject, type Project, type Run } from '../client/support.js';
import { ROOT, titleOf } from '../support/pages.js';
import { claimedBy } from './support/claims.js';
import { atTestServer } from './support/addresses.js';

const programs = claimedBy('documentation/programs.test.ts');
const { url, pictures } = inject('documentation');

let project: Project;
let compiled: Run;
beforeAll(async () => {
  project = await createProject(['@apollo/client', 'apollo-upload-client', '@urql/core', 'rxjs']);
  for (const [index, { code }] of programs.entries()) {
    await project.write(`program-${index}.ts`, atTestServer(code, url));
    for (const [, file = ''] of code.matchAll(/'([\w-]+\.jpg)'/g)) {
      await copyFile(join(pictures, 'themes/leopard-1.jpg'), join(project.folder, file));
    }
  }
  compiled = await project.compile();
});
afterAll(() => project.remove());

it('programs pass a strict type check', () => {
  expect(compiled).toEqual({ code: 0, output: '' });
});

it.each(programs.map((block, index) => [titleOf(block), index] as const))('%s: runs', async (_title, index) => {
  const { code, output } = await project.node(`program-${index}.js`);
  expect(code, output).toBe(0);
  // Each prints a hit, or an outcome.
  expect(output).toMatch(/^(STORED|UNCHANGED|UPDATED|\d+ |[\d.]+ http)/m);
  expect(output).not.toMatch(/error/i);
});

it('the typed client is packed as its page says', async () => {
  const { scripts } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  expect(await readFile(join(ROOT, 'docs/clients.md'), 'utf8')).toContain(
    'npm run build:client && npm pack ./codegen/client\n',
  );
  // What createProject does, apart from the checkout.
  expect(scripts['build:client']).toBe('node node_modules/typescript-native/bin/tsc -p codegen/client');
});
