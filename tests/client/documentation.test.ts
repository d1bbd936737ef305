import { spawnSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { photograph } from '../pictures/support.js';
import { startTestServer, type TestServer } from '../support/server.js';
import { createProject, type Project, ROOT, type Run, run } from './support.js';

const ENDPOINT = 'http://localhost:4000/graphql';

/** The fenced blocks of a page, with the heading that each stands under. */
async function blocksOf(path: string, language: string): Promise<{ heading: string; code: string }[]> {
  const page = await readFile(join(ROOT, path), 'utf8');
  const blocks: { heading: string; code: string }[] = [];
  let heading = '';
  for (const [, title, found, code = ''] of page.matchAll(/^##? (.+)$|^```(\w+)\n([\s\S]*?)^```$/gm)) {
    if (title !== undefined) heading = title;
    else if (found === language) blocks.push({ heading, code });
  }
  return blocks;
}

const programs = await blocksOf('docs/clients.md', 'ts');
const commands = await blocksOf('docs/clients.md', 'sh');

let project: Project;
let server: TestServer;
let compiled: Run;
beforeAll(async () => {
  project = await createProject(['@apollo/client', 'apollo-upload-client', '@urql/core', 'rxjs']);
  server = await startTestServer({ stopWithTest: false });
  await writeFile(join(project.folder, 'leopard.jpg'), await photograph(64, 48));
  for (const [index, { code }] of programs.entries()) {
    await project.write(`program-${index}.ts`, code.replaceAll(ENDPOINT, server.endpoint));
  }
  compiled = await project.compile();
}, 300_000);
afterAll(async () => {
  await server.stop();
  await project.remove();
});

it('shows the typed client, Apollo Client, urql and plain fetch', () => {
  expect(programs.map(({ heading }) => heading)).toEqual([
    'The typed client',
    'Apollo Client',
    'urql',
    'Plain fetch',
    'Plain fetch',
  ]);
});

it('shows programs that pass a strict type check', () => {
  expect(compiled).toEqual({ code: 0, output: '' });
});

it.each(programs.map(({ heading }, index) => [heading, index] as const))(
  'shows a program that runs: %s (%i)',
  async (_heading, index) => {
    const { code, output } = await project.node(`program-${index}.js`);
    expect(code, output).toBe(0);
    // Each prints a hit, or an outcome.
    expect(output).toMatch(/^(STORED|UNCHANGED|UPDATED|\d+ |[\d.]+ http)/m);
    expect(output).not.toMatch(/error/i);
  },
);

const hasCurl = spawnSync('curl', ['--version']).status === 0;
if (!hasCurl) process.stderr.write('\n*** NOT TESTED, no curl found: the shell command of docs/clients.md ***\n\n');

it.skipIf(!hasCurl && process.env['CI'] !== 'true')('shows a shell command that runs', async () => {
  const { code = '' } = commands.find((command) => command.code.startsWith('curl')) ?? {};
  const { output } = await run('sh', ['-c', code.replaceAll(ENDPOINT, server.endpoint)], project.folder);
  expect(JSON.parse(output)).toMatchObject({ data: { search: { hits: [{ image: { url: expect.any(String) } }] } } });
});

it('packs the client with scripts that there are', async () => {
  const { scripts } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  const [{ code = '' } = {}] = commands;
  expect(code).toBe('npm run build:client && npm pack ./codegen/client\n');
  expect(scripts['build:client']).toBe('tsc -p codegen/client');
});
