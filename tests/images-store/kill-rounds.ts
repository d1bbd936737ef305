import { openImageStore } from '../../src/services/storage/file-store/images/index.js';
import { startChild } from './child.js';
import { Expectation } from './expectation.js';
import { identity } from './support.js';

export interface KillReport {
  readonly rounds: number;
  readonly acknowledged: number;
  /** What was lost, half there or doubled; empty is the only good answer. */
  readonly faults: string[];
}

/** Lines that a writer gets to say at most before it is killed. */
const LONGEST_RUN = 400;

/**
 * Lets a writer work and kills it (SIGKILL) when it has said a seeded random number of lines, again and again in one
 * folder; after each kill opens the store as a server does and compares.
 */
export async function killRounds(
  folder: string,
  options: {
    readonly rounds: number;
    readonly seed: number;
    /** Told after the restart that followed a kill; gives back what it finds wrong. */
    readonly examine?: (folder: string) => Promise<string[]>;
    /** Keeps an index as well, made equal to the image store at each start. */
    readonly vectors?: boolean;
    readonly onRound?: (done: number) => void;
  },
): Promise<KillReport> {
  const expectation = new Expectation();
  const faults: string[] = [];
  let acknowledged = 0;
  for (let round = 0; round < options.rounds; round++) {
    const lines = 1 + ((Math.imul(options.seed + round, 2654435761) >>> 8) % LONGEST_RUN);
    const said = await killedAfter(folder, options.seed + round, lines, options.vectors ?? false);
    acknowledged += said.filter((line) => line.startsWith('done')).length;
    expectation.follow(said);
    const store = await openImageStore(folder, { identity });
    faults.push(...(await expectation.differences(store)).map((fault) => `round ${round}: ${fault}`));
    await store.close();
    const found = (await options.examine?.(folder)) ?? [];
    faults.push(...found.map((fault) => `round ${round}: doctor: ${fault}`));
    options.onRound?.(round + 1);
  }
  return { rounds: options.rounds, acknowledged, faults };
}

/** @returns everything that the writer said */
async function killedAfter(folder: string, seed: number, lines: number, vectors: boolean): Promise<string[]> {
  const child = startChild('writer.ts', [folder, String(seed), ...(vectors ? ['vectors'] : [])]);
  await child.line('ready');
  const heard = () => {
    if (child.lines.length >= lines) child.process.kill('SIGKILL');
  };
  child.process.stdout?.on('data', () => setImmediate(heard));
  heard();
  const { signal, errors } = await child.ended;
  if (signal !== 'SIGKILL') throw new Error(`the writer ended by itself: ${errors}`);
  return child.lines;
}
