import { setTimeout as pause } from 'node:timers/promises';
import { leopard } from '../support/command-line.js';
import { numbers } from '../support/numbers.js';

export interface KilledCopy {
  /** What the run said that was left alone. */
  readonly said: string;
  /** Runs that were killed, with what they had said last. */
  readonly kills: readonly string[];
  /** All runs together. */
  readonly seconds: number;
}

export interface KilledCopyOptions {
  readonly to: string;
  /** Of the deployment that is copied. */
  readonly settings: Readonly<Record<string, string>>;
  readonly kills: number;
  readonly seed: number;
}

/** After a tenth part of the pictures was said to be done, in milliseconds. */
const LATEST = 1500;

/** Runs `leopard copy` again and again, killed (SIGKILL) at seeded instants, the last of them when all pictures are there and the index is not. */
export async function killedCopy({ to, settings, kills, seed }: KilledCopyOptions): Promise<KilledCopy> {
  const random = numbers(seed);
  const started = performance.now();
  const tenths = Array.from({ length: kills }, (_, n) => (n === kills - 1 ? 10 : random(11))).sort((a, b) => a - b);
  const killed: string[] = [];
  for (const tenth of tenths) {
    const delay = random(LATEST);
    let struck: Promise<void> | undefined;
    const { exitCode, stderr } = await leopard(['copy', '--to', to], {
      settings,
      onStderr: (text, kill) => {
        if (tenthDone(text) >= tenth) struck ??= pause(delay).then(() => kill('SIGKILL'));
      },
    });
    await struck;
    if (exitCode === null) killed.push(`${stderr.trimEnd().split('\n').at(-1)}, ${delay} ms later`);
    else if (exitCode !== 0) throw new Error(stderr);
  }
  const { exitCode, stdout, stderr } = await leopard(['copy', '--to', to], { settings });
  if (exitCode !== 0) throw new Error(stderr);
  return { said: stdout.trimEnd(), kills: killed, seconds: (performance.now() - started) / 1000 };
}

/** Of the last line such as `Copying: 300/1000 pictures`; -1 before the first one. */
function tenthDone(text: string): number {
  const [, done, total] = [...text.matchAll(/(\d+)\/(\d+) pictures\n/g)].at(-1) ?? [];
  return total === undefined ? -1 : Math.floor((Number(done) / Number(total)) * 10);
}
