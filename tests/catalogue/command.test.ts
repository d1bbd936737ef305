import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { runCommandLine } from '../../src/cli/index.js';

let folder: string;
let errors: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'leopard-catalogue-command-'));
  errors = '';
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    errors += String(text);
    return true;
  });
});

afterEach(async () => {
  vi.restoreAllMocks();
  await rm(folder, { recursive: true, force: true });
});

const leopard = (...words: string[]): Promise<number> => runCommandLine(['node', 'leopard', ...words]);

const lines = async (file: string): Promise<unknown[]> =>
  (await readFile(file, 'utf8'))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);

describe('leopard catalogue', () => {
  it('writes pictures with their list, and questions of the kind that is asked for', async () => {
    const queries = join(folder, 'queries.jsonl');
    const wanted = ['--size', '60', '--seed', '8', '--queries', queries, '--kind', 'text', '--per-group', '3'];
    expect(await leopard('catalogue', join(folder, 'shop'), ...wanted)).toBe(0);
    expect(await lines(join(folder, 'shop', 'catalogue.jsonl'))).toHaveLength(60);
    const asked = await lines(queries);
    expect(asked).toHaveLength(3);
    for (const line of asked) expect(line).toMatchObject({ group: 'text only' });
  });

  it('says what to do where the folder cannot be', async () => {
    await writeFile(join(folder, 'file'), '');
    expect(await leopard('catalogue', join(folder, 'file', 'shop'))).toBe(1);
    expect(errors).toMatch(/CATALOGUE_NOT_WRITTEN.*Name another folder/);
  });

  it('refuses a size that is no number', async () => {
    expect(await leopard('catalogue', folder, '--size', 'many')).toBe(2);
    expect(errors).toContain('whole number');
  });
});
