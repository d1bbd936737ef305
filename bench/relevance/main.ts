/**
 * How well matches are told from what is none: `npm run bench:relevance -- [--pictures 940] [--seed 31] [--half 'held out'] [--folder <to keep it>]`.
 * Draws a catalogue and questions of that seed, stores it, and lets `leopard evaluate --calibrate` ask them.
 */
import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { CATALOGUE_FILE, type CatalogueEntry, drawCatalogue } from '../../src/demo/catalogue/index.js';
import { BUILT_PROGRAM } from '../../tests/support/built-server.js';
import { writeLabelled } from './questions.js';

const { values } = parseArgs({
  options: {
    pictures: { type: 'string', default: '940' },
    seed: { type: 'string', default: '31' },
    half: { type: 'string', default: 'held out' },
    folder: { type: 'string' },
  },
});
const seed = Number(values.seed);
const half = values.half === 'tuning' ? 'tuning' : 'held out';
const folder = values.folder ?? (await mkdtemp(join(tmpdir(), 'leopard-relevance-')));
try {
  const shop = join(folder, 'shop');
  const drawn = await readFile(join(shop, CATALOGUE_FILE), 'utf8').catch(() => undefined);
  const catalogue = drawn
    ? drawn
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as CatalogueEntry)
    : await drawCatalogue(shop, { seed, size: Number(values.pictures) });
  const questions = join(folder, 'questions', 'labelled.jsonl');
  await writeLabelled(questions, catalogue, { seed, half });
  const own = ['--data-folder', join(folder, 'data')];
  leopard('ingest', join(shop, CATALOGUE_FILE), ...own);
  leopard('evaluate', questions, '--calibrate', ...own);
} finally {
  if (values.folder === undefined) await rm(folder, { recursive: true });
}

function leopard(...parameters: string[]): void {
  const { status } = spawnSync(process.execPath, [BUILT_PROGRAM, ...parameters], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (status !== 0) throw new Error(`leopard ${parameters[0]} ended with ${status}`);
}
