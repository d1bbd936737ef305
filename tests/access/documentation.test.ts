import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { declaredSettings } from '../../src/config.js';
import { readKeys } from '../../src/services/access/index.js';
import { leopard, temporaryFolder } from './support.js';

const page = await readFile(new URL('../../docs/access.md', import.meta.url), 'utf8');

/** Words of a command line; quotes hold words together. */
const words = (line: string) => [...line.matchAll(/'([^']*)'|\S+/g)].map(([word, quoted]) => quoted ?? word);

it('shows commands that work', async () => {
  const folder = await temporaryFolder();
  const [, block = ''] = /```sh\n([\s\S]*?)```/.exec(page) ?? [];
  const lines = block.trim().split('\n');
  expect(lines).toHaveLength(4);
  for (const line of lines) {
    const [command, ...args] = words(line);
    expect(command).toBe('leopard');
    expect(await leopard(folder, ...args), line).toMatchObject({ code: 0 });
  }
  expect((await readKeys(join(folder, 'keys.json'))).map(({ name, scope }) => [name, scope])).toEqual([
    ['shop page', 'read'],
    ['nightly import', 'write'],
    ['a guest', 'read'],
  ]);
}, 180_000);

it('names settings that there are', () => {
  const known = new Set(declaredSettings().map(({ env }) => env));
  const named = [...page.matchAll(/`([A-Z]+_[A-Z_]+)(?:=[^`]*)?`/g)].map(([, name = '']) => name);
  const codes = new Set(['UNAUTHENTICATED', 'RATE_LIMITED']);
  expect(named.length).toBeGreaterThan(8);
  expect(named.filter((name) => !known.has(name) && !codes.has(name))).toEqual([]);
});
