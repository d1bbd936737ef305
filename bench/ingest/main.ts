import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { fullSizeModel } from '../encoder/full-size-model.js';
import { scenariosIn } from '../subject.js';
import { atLeast, printTable, type Row } from '../table.js';

/**
 * `npm run bench:ingest -- [--model <folder>] [--pictures 300] [--many 5000]`
 * `leopard ingest` on a folder of 1000 × 1000 JPEGs: with a model of the published size, is the encoder ever without work?
 * With the demo model and many small pictures, does memory grow with their number?
 */
const { values: options } = parseArgs({
  options: {
    model: { type: 'string' },
    pictures: { type: 'string', default: '300' },
    many: { type: 'string', default: '5000' },
  },
});

interface Answer {
  readonly counts: Readonly<Record<string, number>>;
  readonly picturesPerSecond: number;
  /** Part of the time that the encoder's workers computed. */
  readonly busy: number;
  /** MiB */
  readonly samples: readonly { readonly done: number; readonly anonymous?: number }[];
}

const DEMO_MODEL = fileURLToPath(new URL('../../models/demo', import.meta.url));
const scenarios = scenariosIn(new URL('scenarios/', import.meta.url));

async function ingest(model: string, count: number, side: number): Promise<Answer> {
  const folder = await mkdtemp(join(tmpdir(), 'leopard-bench-'));
  try {
    console.error(`… ingesting ${count} pictures of ${side} × ${side}`);
    return await scenarios.run<Answer>('ingest', folder, String(count), String(side), model);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const along = ({ samples }: Answer): string =>
  samples.map(({ done, anonymous }) => `${anonymous ?? '?'} after ${done}`).join(', ');

const large = await ingest(options.model ?? (await fullSizeModel()), Number(options.pictures), 1000);
const many = await ingest(DEMO_MODEL, Number(options.many), 200);
const rows: Row[] = [
  ['pictures a second', large.picturesPerSecond.toFixed(2)],
  atLeast('the encoder is busy, part of the time', large.busy, 0.95),
  ['anonymous memory, MiB', along(large)],
  ['demo model: pictures a second', many.picturesPerSecond.toFixed(0)],
  ['demo model: anonymous memory, MiB', along(many)],
];
console.log(`${cpus()[0]?.model ?? ''}, ${availableParallelism()} cores, Node ${process.version}\n`);
printTable(rows);
