import { Worker } from 'node:worker_threads';

/** Node runs compiled JavaScript as it is, and sources through tsx (development, tests). */
const compiled = !import.meta.url.endsWith('.ts');

/** The programs that run in threads of their own. */
export type ThreadProgram = 'inference-worker' | 'picture-worker';

export const programUrl = (program: ThreadProgram): URL =>
  new URL(`./${program}.${compiled ? 'js' : 'ts'}`, import.meta.url);

/** Arguments of Node that a program needs: none once compiled. */
export function nodeArguments(program: URL): string[] {
  if (!program.pathname.endsWith('.ts')) return [];
  // tsx as `--import` registers in the main thread only.
  const api = import.meta.resolve('tsx/esm/api');
  return ['--import', `data:text/javascript,import { register } from ${JSON.stringify(api)}; register();`];
}

export const startThread = (program: URL, workerData?: unknown): Worker =>
  new Worker(program, { workerData, execArgv: nodeArguments(program) });
