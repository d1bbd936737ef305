import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { PREPARED_FILE } from '../../src/services/encoder/quantisation/prepared.js';
import type { Subject } from '../subject.js';
import { startReference } from './start-reference.js';
import { repeated } from './repeated.js';
import { scenarios } from './scenarios.js';
import type { Ingestion, MemoryRun, StartTimes } from './types.js';

/** Picture and instruction, both graphs, on a number of threads. */
export interface PrecisionTimes {
  readonly threads: number;
  /** By implementation and precision: times in ms, one a round (the best of that round). */
  readonly ms: Readonly<Record<string, number[]>>;
  /** Cosine with the fp32 vector of this model. */
  readonly cosine: Readonly<Record<string, number>>;
}

/** Of the model as `leopard models prepare` chose its products. */
export interface PreparedFigures {
  readonly start: readonly StartTimes[];
  readonly memory: readonly MemoryRun[];
  readonly ingestion: Ingestion;
}

interface Run {
  readonly ms: number[];
  readonly embedding: number[];
  readonly tokenIds: number[];
}

const RUNS = 2;
const OTHERS = [
  ['PyTorch eager fp32', 'eager', 'float32'],
  ['PyTorch eager bf16', 'eager', 'bfloat16'],
  ['OpenVINO bf16', 'openvino', 'bfloat16'],
] as const;

/** Whether `leopard models prepare` has chosen the products that are quantised. */
export const isPrepared = (folder: string): boolean => existsSync(join(folder, PREPARED_FILE));

/** Runs every precision, and those of a Python where one is named, in turn: whatever else the machine does falls on all of them. */
export async function precisionsOn(
  threads: number,
  { folder, tokens, rounds, python }: { folder: string; tokens: number; rounds: number; python?: string | undefined },
): Promise<PrecisionTimes> {
  const scratch = await mkdtemp(join(folder, 'bench-'));
  const pixels = join(scratch, 'pixels');
  const ours = (precision: string) =>
    scenarios.start('model', folder, 'checkpoint', String(tokens), precision, String(threads));
  const subjects = new Map<string, Subject>([
    ['fp32', ours('fp32')],
    ['int8, every product', ours('int8-all')],
    ...(isPrepared(folder) ? ([['int8, as prepared', ours('int8')]] as const) : []),
  ]);
  try {
    const first = await ask(subjects, 'fp32', { count: 1, writeInput: pixels });
    for (const [name, ...how] of python === undefined ? [] : OTHERS)
      subjects.set(name, await startReference(python ?? '', folder, threads, how));
    const ms: Record<string, number[]> = Object.fromEntries([...subjects.keys()].map((name) => [name, []]));
    const cosine: Record<string, number> = {};
    // The first round warms up.
    for (let round = 0; round <= rounds; round++) {
      for (const name of [...subjects.keys()]) {
        const run = await ask(subjects, name, { pixels, tokenIds: first.tokenIds, count: RUNS });
        cosine[name] = run.embedding.reduce((sum, value, index) => sum + value * (first.embedding[index] ?? NaN), 0);
        if (round > 0) ms[name]?.push(Math.min(...run.ms));
      }
    }
    return { threads, ms, cosine };
  } finally {
    await Promise.all([...subjects.values()].map((subject) => subject.end()));
    await rm(scratch, { recursive: true, force: true });
  }
}

const ask = (subjects: ReadonlyMap<string, Subject>, name: string, request: object): Promise<Run> =>
  (subjects.get(name) as Subject).ask<Run>(request);

export async function preparedFigures(
  folder: string,
  seconds: string,
  step: (name: string) => void,
): Promise<PreparedFigures> {
  step('building the prepacked int8 weights, where there are none');
  await scenarios.run('start', folder, 'prepacked', 'int8');
  step('start, memory and ingestion in int8');
  return {
    start: await repeated(() => scenarios.run<StartTimes>('start', folder, 'prepacked', 'int8')),
    memory: await repeated(() => scenarios.run<MemoryRun>('memory', folder, 'prepacked', '2', 'int8')),
    ingestion: await scenarios.run<Ingestion>('ingestion', folder, seconds, 'int8'),
  };
}
