import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { mustRun } from '../client/support.js';
import { readPage } from '../support/pages.js';
import type { OutsideProject } from './projects.js';

const PROGRAMS = fileURLToPath(new URL('../fixtures/outsiders/', import.meta.url));

/** `codegen.yml` as docs/clients.md has it, for a server elsewhere. */
export function codegenConfig(endpoint: string): string {
  const block = readPage('docs/clients.md').blocks.find(({ language }) => language === 'yaml');
  if (block === undefined) throw new Error('docs/clients.md has no configuration of a generator');
  return block.code.replace('http://localhost:4000', new URL(endpoint).origin);
}

export const programText = (name: string): Promise<string> => readFile(join(PROGRAMS, `${name}.ts`), 'utf8');

/** Installs what the project wants from the registry, generates its types where it does so, and compiles it. */
export async function prepareProject(
  project: OutsideProject,
  { folder, endpoint, tarball }: { readonly folder: string; readonly endpoint: string; readonly tarball: string },
): Promise<void> {
  const { program, packages, typedClient, generates, compilerOptions } = project;
  const write = (name: string, text: string) => writeFile(join(folder, name), text);
  await write('package.json', JSON.stringify({ name: program, private: true, type: 'module' }));
  const strict = { target: 'ES2022', lib: ['ES2022', 'DOM', 'DOM.Iterable'], module: 'NodeNext', strict: true };
  const options = { ...strict, moduleDetection: 'force', noUncheckedIndexedAccess: true, types: ['node'] };
  await write(
    'tsconfig.json',
    JSON.stringify({ compilerOptions: { ...options, ...compilerOptions }, include: ['*.ts', 'gql/*.ts'] }),
  );
  for (const name of ['report', program]) await write(`${name}.ts`, await programText(name));
  const wanted = [...packages, 'typescript@6.0.3', '@types/node@20', ...(typedClient ? [tarball] : [])];
  await mustRun('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', ...wanted], folder);
  const bin = join(folder, 'node_modules/.bin');
  if (generates) {
    await write('codegen.yml', codegenConfig(endpoint));
    await mustRun(join(bin, 'graphql-codegen'), ['--config', 'codegen.yml'], folder);
    if (!(await readdir(join(folder, 'gql'))).includes('graphql.ts')) throw new Error('nothing was generated');
  }
  await mustRun(join(bin, 'tsc'), ['-p', '.'], folder);
}
