import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { SetupError } from '../../lib/errors.js';
import { METRICS } from './metrics.js';
import { type Evaluation, MODES } from './types.js';

const estimate = z.object({ mean: z.number(), low: z.number(), high: z.number() });

/** What a comparison reads of an earlier run. */
const savedEvaluation = z.object({
  target: z.string(),
  rows: z.array(
    z.object({
      group: z.string(),
      mode: z.enum(MODES),
      queries: z.number(),
      metrics: z.record(z.enum(METRICS), estimate),
    }),
  ),
});

export type SavedEvaluation = Pick<Evaluation, 'target' | 'rows'>;

/** The figures that `leopard evaluate --save` wrote. @throws SetupError EVALUATION_UNREADABLE */
export async function readSavedEvaluation(file: string): Promise<SavedEvaluation> {
  try {
    return savedEvaluation.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (cause) {
    const message = `${file} holds no figures of an earlier run. Make some with --save.`;
    throw new SetupError('EVALUATION_UNREADABLE', message, { cause });
  }
}
