import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readQueries } from '../../src/services/evaluation/queries.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'leopard-queries-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function queriesOf(text: string) {
  const file = path.join(folder, 'queries.jsonl');
  await writeFile(file, text);
  return readQueries(file);
}

it('reads one query a line, with picture paths relative to the file', async () => {
  const id = 'a'.repeat(64);
  const queries = await queriesOf(
    `{"image":"themes/leopard.jpg","instruction":"phone case with this","relevant":["case.jpg"],"group":"theme"}\n\n{"image":"${id}","relevant":["x"]}\n`,
  );
  expect(queries).toEqual([
    {
      image: path.join(folder, 'themes/leopard.jpg'),
      instruction: 'phone case with this',
      relevant: ['case.jpg'],
      group: 'theme',
    },
    { image: id, relevant: ['x'], group: 'all' },
  ]);
});

it('takes a question that nothing answers', async () => {
  expect(await queriesOf('{"instruction":"a zeppelin","relevant":[]}')).toMatchObject([{ relevant: [] }]);
});

it.each([
  ['{"instruction":"a mug"}', /line 1: relevant/],
  ['{"relevant":["a"]}', /line 1: needs `image`, `instruction`, or both/],
  ['{"instruction":"a","relevant":["b"]}\n{oops', /line 2: this is not JSON/],
  ['\n\n', /holds no queries/],
])('refuses %j, naming the line', async (text, message) => {
  await expect(queriesOf(text)).rejects.toThrow(message);
});

it('says which file cannot be read', async () => {
  await expect(readQueries(path.join(folder, 'missing.jsonl'))).rejects.toThrow(/missing\.jsonl cannot be read/);
});
