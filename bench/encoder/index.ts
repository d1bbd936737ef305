import { writeFile } from 'node:fs/promises';
import { availableParallelism, cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { BASE } from './full-size.js';
import { fullSizeModel } from './full-size-model.js';
import { alternate } from './alternate.js';
import { dropFromPageCache } from './page-cache.js';
import { printReport, type Figures, type MemoryRun, type Start, type StartTimes } from './report.js';
import { fuseFlops, visionFlops } from './flops.js';
import { scenarios } from './scenarios.js';

/**
 * `npm run bench:encoder -- [--model <folder>] [--python <python with PyTorch>] [--rounds 8] [--seconds 30] [--json <file>]`
 * Without a model it makes one of the published size with made-up weights, which computes as fast as the real one.
 */
const { values: options } = parseArgs({
  options: {
    model: { type: 'string' },
    python: { type: 'string' },
    rounds: { type: 'string', default: '8' },
    seconds: { type: 'string', default: '30' },
    json: { type: 'string' },
  },
});

/** Tokens of the instruction, special ones included. */
const TOKENS = 16;
const PROCESSES = 5;
const folder = options.model ?? (await fullSizeModel());

const flops = { vision: visionFlops(BASE), fuse: fuseFlops(BASE, 196, TOKENS), imageOnly: fuseFlops(BASE, 196, 2) };
const step = (name: string) => console.error(`… ${name}`);

step('building the prepacked weights, where there are none');
await scenarios.run('start', folder, 'prepacked');

step('model, matrix-multiply peak and PyTorch in turn');
const compared = await alternate({ folder, tokens: TOKENS, rounds: Number(options.rounds), python: options.python });

step('start');
const start = async (source: 'checkpoint' | 'prepacked'): Promise<Start> => ({
  warm: await repeated(() => scenarios.run<StartTimes>('start', folder, source)),
  cold: (await dropFromPageCache(folder)) ? await scenarios.run<StartTimes>('start', folder, source) : undefined,
});
const starts = { checkpoint: await start('checkpoint'), prepacked: await start('prepacked') };

step('memory');
const memory = {
  checkpoint: await repeated(() => scenarios.run<MemoryRun>('memory', folder, 'checkpoint', '1')),
  prepacked: await repeated(() => scenarios.run<MemoryRun>('memory', folder, 'prepacked', '2')),
};

step('pictures to tensors');
const preprocessing = await scenarios.run<{ ms: number[] }>('preprocessing', '1000', '1000', 'web');

step('latency');
const searches = scenarios.start('latency', folder, String(TOKENS));
const latency = await searches.ask<Record<string, number[]>>({ rounds: Number(options.rounds) });
await searches.end();

step('ingestion');
const ingestion = await scenarios.run<Figures['ingestion']>('ingestion', folder, options.seconds);

const figures: Figures = {
  machine: { processor: cpus()[0]?.model ?? '', cores: availableParallelism(), node: process.version },
  ...{ flops, compared, latency, ingestion, memory, preprocessing },
  start: starts,
};
/** A process of its own each time, one after the other. */
async function repeated<T>(action: () => Promise<T>): Promise<T[]> {
  const answers: T[] = [];
  for (let round = 0; round < PROCESSES; round++) answers.push(await action());
  return answers;
}

if (options.json !== undefined) await writeFile(options.json, `${JSON.stringify(figures, null, 2)}\n`);
printReport(figures);
