import { fork } from 'node:child_process';
import { nodeArguments } from '../thread.js';
import { SetupError } from '../../../errors.js';

/** What the child says at its end. */
export type FromBuilder = { readonly golden: number[] } | { readonly message: string; readonly code?: string };

const program = new URL(`./builder.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`, import.meta.url);

/**
 * Builds the cache's files in `target`, in a process of its own: the fp32 copies that it takes (800 MiB) go with it.
 * Answers the embedding of the probe.
 * @throws SetupError CHECKPOINT_HASH
 */
export function buildInChild(modelFolder: string, target: string): Promise<number[]> {
  const child = fork(program, [modelFolder, target], { execArgv: nodeArguments(program), serialization: 'advanced' });
  return new Promise((resolve, reject) => {
    let answer: FromBuilder | undefined;
    child.on('message', (message: FromBuilder) => (answer = message));
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      if (answer === undefined)
        reject(new Error(`The builder of the prepacked cache ended with ${signal ?? `code ${code}`}`));
      else if ('golden' in answer) resolve(answer.golden);
      else reject(answer.code ? new SetupError(answer.code, answer.message) : new Error(answer.message));
    });
  });
}
