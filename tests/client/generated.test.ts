import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generate } from '@graphql-codegen/cli';
import { expect, it, onTestFinished } from 'vitest';
import codegen from '../../codegen.js';
import { ROOT } from './support.js';

const GENERATED = 'codegen/client/generated/';

it('is what the committed schema and operations give: run `npm run codegen` after a change', async () => {
  const folder = `${await mkdtemp(join(tmpdir(), 'leopard-codegen-'))}/`;
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const generates = { [folder]: Object.values(codegen.generates)[0] ?? {} };
  await generate({ ...codegen, generates, cwd: ROOT, silent: true, errorsOnly: true }, true);
  const names = (await readdir(join(ROOT, GENERATED))).sort();
  expect((await readdir(folder)).sort()).toEqual(names);
  for (const name of names) {
    expect(await readFile(join(ROOT, GENERATED, name), 'utf8'), name).toBe(await readFile(join(folder, name), 'utf8'));
  }
});
