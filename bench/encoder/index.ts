import { writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { printTable } from '../table.js';
import { readModelFolder } from '../../src/services/encoder/models/model-folder.js';
import { fullSizeModel, isFamilyMade } from './full-size-model.js';
import { measureFp32 } from './fp32.js';
import { precisionRows } from './precision-report.js';
import { isPrepared, type PrecisionTimes, precisionsOn, preparedFigures } from './precisions.js';
import { processor } from './processor.js';
import { reportRows } from './report.js';
import { scenarios } from './scenarios.js';
import type { Ingestion } from './types.js';

/**
 * `npm run bench:encoder -- [--model <folder>] [--python <python with PyTorch, and OpenVINO>] [--rounds 8] [--seconds 30] [--json <file>]
 * [--precisions] [--family visualized-bge | clip | clip-large]`. With `--precisions` only the precisions are compared.
 * Without a model it makes one of the family's published size with made-up weights, which computes as fast as the real one. `leopard models
 * prepare` of that folder adds the rows of int8 as it is chosen.
 */
const { values: options } = parseArgs({
  options: {
    model: { type: 'string' },
    python: { type: 'string' },
    rounds: { type: 'string', default: '8' },
    seconds: { type: 'string', default: '30' },
    json: { type: 'string' },
    precisions: { type: 'boolean', default: false },
    family: { type: 'string', default: 'visualized-bge' },
  },
});

/** Tokens of the instruction, special ones included. */
const TOKENS = 16;
const { python, seconds } = options;
const rounds = Number(options.rounds);
if (!isFamilyMade(options.family)) throw new Error('--family is visualized-bge, clip or clip-large');
const folder = options.model ?? (await fullSizeModel(options.family));
const { family } = await readModelFolder(folder);
const step = (name: string) => console.error(`… ${name}`);
const machine = processor();

const fp32 = options.precisions
  ? undefined
  : await measureFp32({ folder, family: family.name, tokens: TOKENS, rounds, python, seconds, step });

const times: PrecisionTimes[] = [];
for (const threads of new Set([1, availableParallelism()])) {
  step(`precisions on ${threads} threads`);
  times.push(await precisionsOn(threads, { folder, tokens: TOKENS, rounds, python }));
}
step('ingestion in fp32');
const ingestion = fp32?.ingestion ?? (await scenarios.run<Ingestion>('ingestion', folder, seconds));
const prepared = isPrepared(folder) ? await preparedFigures(folder, seconds, step) : undefined;

if (options.json !== undefined)
  await writeFile(options.json, `${JSON.stringify({ machine, fp32, precisions: times, prepared }, null, 2)}\n`);
console.log(`${machine.processor} (${machine.features.join(', ')}), ${machine.cores} cores, Node ${machine.node}\n`);
if (fp32 !== undefined) {
  printTable(reportRows(fp32));
  console.log();
}
printTable(precisionRows(machine, times, ingestion, prepared, family.name));
