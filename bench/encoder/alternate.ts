import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { startReference } from './start-reference.js';
import { scenarios } from './scenarios.js';

/** Times in ms, one a round (the best of that round). */
export interface Compared {
  /** GFLOP/s, one a round. */
  readonly peak: number[];
  /** Picture and instruction, both graphs, all cores. */
  readonly model: number[];
  readonly torch?: { readonly ms: number[]; readonly version: string; readonly largestDifference: number };
}

interface Run {
  readonly ms: number[];
  readonly embedding: number[];
  readonly tokenIds: number[];
  readonly version: string;
  readonly gflops: number;
}

const RUNS = 3;

/** Runs peak, model and PyTorch in turn, so that whatever else the machine does falls on all of them. */
export async function alternate(options: {
  readonly folder: string;
  readonly tokens: number;
  readonly rounds: number;
  readonly python?: string | undefined;
}): Promise<Compared> {
  const { folder, rounds, python } = options;
  const scratch = await mkdtemp(join(folder, 'bench-'));
  const pixels = join(scratch, 'pixels');
  const peak = scenarios.start('peak');
  const model = scenarios.start('model', folder, 'prepacked', String(options.tokens));
  const torch = python === undefined ? undefined : await startReference(python, folder, availableParallelism());
  try {
    const first = await model.ask<Run>({ count: 1, writeInput: pixels });
    const times = { peak: [] as number[], model: [] as number[], torch: [] as number[] };
    let version = '';
    let difference = 0;
    for (let round = 0; round < rounds; round++) {
      times.peak.push((await peak.ask<Run>({ count: RUNS })).gflops);
      times.model.push(Math.min(...(await model.ask<Run>({ count: RUNS })).ms));
      if (torch === undefined) continue;
      const other = await torch.ask<Run>({ pixels, tokenIds: first.tokenIds, count: RUNS });
      times.torch.push(Math.min(...other.ms));
      version = other.version;
      difference = Math.max(
        ...other.embedding.map((value, index) => Math.abs(value - (first.embedding[index] ?? NaN))),
      );
    }
    return {
      peak: times.peak,
      model: times.model,
      torch: torch && { ms: times.torch, version, largestDifference: difference },
    };
  } finally {
    await Promise.all([peak, model, torch].map((subject) => subject?.end()));
    await rm(scratch, { recursive: true, force: true });
  }
}
