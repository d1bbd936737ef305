import { fork } from 'node:child_process';
import { nodeArguments, programBeside } from '../../../lib/program.js';
import { SetupError } from '../../../lib/errors.js';
import type { ModelDimensions } from '../models/model.js';

/** What the files do not say: the model's dimensions, and the embedding of the probe. */
export interface Built {
  readonly dimensions: ModelDimensions;
  readonly golden: number[];
}

/** What the child says at its end. */
export type FromBuilder = { readonly built: Built } | { readonly message: string; readonly code?: string };

const program = programBeside('builder', import.meta.url);

/**
 * Builds the cache's files in `target`, in a process of its own: the fp32 copies that it takes (800 MiB) go with it.
 * @throws SetupError MODEL_*, CHECKPOINT_*, TENSOR_*
 */
export function buildInChild(modelFolder: string, target: string, precision: string): Promise<Built> {
  const child = fork(program, [modelFolder, target, precision], {
    execArgv: nodeArguments(program),
    serialization: 'advanced',
  });
  return new Promise((resolve, reject) => {
    let answer: FromBuilder | undefined;
    child.on('message', (message: FromBuilder) => (answer = message));
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      if (answer === undefined)
        reject(new Error(`The builder of the prepacked cache ended with ${signal ?? `code ${code}`}`));
      else if ('built' in answer) resolve(answer.built);
      else reject(answer.code ? new SetupError(answer.code, answer.message) : new Error(answer.message));
    });
  });
}
