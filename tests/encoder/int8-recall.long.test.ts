import { cpSync, mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Evaluation } from '../../src/services/evaluation/types.js';
import { leopardHere } from '../support/command-line-here.js';

/** Neither the training's, nor one that anything was chosen by. */
const SEED = 71_193;
const PER_GROUP = 300;

const scratch = mkdtempSync(join(tmpdir(), 'leopard-int8-recall-'));
const at = (...parts: string[]) => join(scratch, ...parts);
const questions = at('questions', 'queries.jsonl');
const evaluate = (...args: string[]) =>
  leopardHere(
    'evaluate',
    questions,
    '--folder',
    at('shop', 'images'),
    '--model',
    at('demo'),
    '--no-baselines',
    ...args,
  );

beforeAll(async () => {
  cpSync(fileURLToPath(new URL('../../models/demo', import.meta.url)), at('demo'), {
    recursive: true,
    filter: (path) => !/training|prepacked|int8/.test(path.slice(path.lastIndexOf('/'))),
  });
  const seed = ['--seed', String(SEED), '--per-group', String(PER_GROUP)];
  expect((await leopardHere('catalogue', at('shop'), '--queries', questions, ...seed)).exitCode).toBe(0);
  expect((await leopardHere('models', 'prepare', at('demo'), '--precision', 'int8')).exitCode).toBe(0);
}, 900_000);
afterAll(() => rm(scratch, { recursive: true }));

it('as it is prepared, the demo model finds as much in int8: recall@1 of each kind of question within 0.01 of fp32', async () => {
  expect((await evaluate('--save', at('fp32.json'))).exitCode).toBe(0);
  const { stdout } = await evaluate('--precision', 'int8', '--compare', at('fp32.json'), '--json');
  const { rows, before } = JSON.parse(stdout) as Evaluation & { before: Evaluation };
  const recall = ({ rows }: Pick<Evaluation, 'rows'>) =>
    Object.fromEntries(rows.map(({ group, metrics }) => [group, metrics.recall1.mean]));
  const [fp32, int8] = [recall(before), recall({ rows })];
  expect(Object.keys(int8)).toHaveLength(16);
  for (const [group, value] of Object.entries(int8))
    expect(Math.abs(value - (fp32[group] ?? NaN)), group).toBeLessThanOrEqual(0.01);
}, 900_000);
