import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { leopardHere } from '../support/command-line-here.js';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'leopard-catalogue-command-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const leopard = (...words: string[]) => leopardHere('catalogue', ...words);

const lines = async (file: string): Promise<unknown[]> =>
  (await readFile(file, 'utf8'))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);

describe('leopard catalogue', () => {
  it('writes pictures with their list, and questions of the kind that is asked for', async () => {
    const queries = join(folder, 'queries.jsonl');
    const wanted = ['--size', '60', '--seed', '8', '--queries', queries, '--kind', 'text', '--per-group', '3'];
    expect(await leopard(join(folder, 'shop'), ...wanted)).toMatchObject({ exitCode: 0 });
    expect(await lines(join(folder, 'shop', 'catalogue.jsonl'))).toHaveLength(60);
    const asked = await lines(queries);
    expect(asked).toHaveLength(3);
    for (const line of asked) expect(line).toMatchObject({ group: 'text only' });
  });
});
