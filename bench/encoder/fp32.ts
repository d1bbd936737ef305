import { alternate } from './alternate.js';
import { benchFamily } from './families.js';
import { dropFromPageCache } from './page-cache.js';
import { repeated } from './repeated.js';
import type { Figures, Start } from './report.js';
import { scenarios } from './scenarios.js';
import type { Ingestion, MemoryRun, StartTimes } from './types.js';

/** Everything that an operator has of the model as its authors compute it. */
export async function measureFp32(options: {
  readonly folder: string;
  readonly family: string;
  readonly tokens: number;
  readonly rounds: number;
  readonly python: string | undefined;
  readonly seconds: string;
  readonly step: (name: string) => void;
}): Promise<Figures> {
  const { folder, tokens, rounds, python, seconds, step } = options;

  step('building the prepacked weights, where there are none');
  await scenarios.run('start', folder, 'prepacked');

  step('model, matrix-multiply peak and PyTorch in turn');
  const compared = await alternate({ folder, tokens, rounds, python });

  step('start');
  const start = { checkpoint: await startFrom(folder, 'checkpoint'), prepacked: await startFrom(folder, 'prepacked') };

  step('memory');
  const memory = {
    checkpoint: await repeated(() => scenarios.run<MemoryRun>('memory', folder, 'checkpoint', '1')),
    prepacked: await repeated(() => scenarios.run<MemoryRun>('memory', folder, 'prepacked', '2')),
  };

  step('pictures to tensors');
  const preprocessing = await scenarios.run<{ ms: number[] }>('preprocessing', '1000', '1000', 'web');

  step('latency');
  const searches = scenarios.start('latency', folder, String(tokens));
  const latency = await searches.ask<Record<string, number[]>>({ rounds });
  await searches.end();

  step('ingestion');
  const ingestion = await scenarios.run<Ingestion>('ingestion', folder, seconds);
  return { ...benchFamily(options.family, tokens), compared, start, memory, preprocessing, latency, ingestion };
}

async function startFrom(folder: string, source: 'checkpoint' | 'prepacked'): Promise<Start> {
  return {
    warm: await repeated(() => scenarios.run<StartTimes>('start', folder, source)),
    cold: (await dropFromPageCache(folder)) ? await scenarios.run<StartTimes>('start', folder, source) : undefined,
  };
}
