import { fork, type ChildProcess } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seededRandom } from '../../../src/lib/seeded-random.js';
import { nodeArguments } from '../../../src/lib/program.js';
import { modelFolder } from '../golden-models.js';
import { damage } from './damages.js';
import type { Start } from './starter.js';

export interface DamageReport {
  /** By outcome: `healed`, `unharmed`, or the code of a refusal. */
  readonly outcomes: Readonly<Record<string, number>>;
  /** What should never happen: wrong vectors, ended processes, starts that do not succeed after another one. */
  readonly faults: readonly string[];
}

const PROGRAM = new URL('starter.ts', import.meta.url);
const SETTINGS = [{}];

/** Damages a prepared model `count` times, each time a copy, and starts it twice. */
export async function damageRounds(
  count: number,
  seed: number,
  onRound?: (text: string) => void,
): Promise<DamageReport> {
  const scratch = mkdtempSync(join(tmpdir(), 'leopard-damage-'));
  const starter = new Starter();
  const outcomes: Record<string, number> = {};
  const faults: string[] = [];
  try {
    const prepared = join(scratch, 'prepared');
    cpSync(modelFolder('tiny-model'), prepared, { recursive: true, preserveTimestamps: true });
    const expected = [];
    for (const settings of SETTINGS) expected.push(await starter.start(prepared, settings));
    for (let round = 0; round < count; round++) {
      const random = seededRandom(seed * 0x9e3779b1 + round);
      const folder = join(scratch, `round-${round}`);
      cpSync(prepared, folder, { recursive: true, preserveTimestamps: true });
      const done = damage(folder, random);
      for (const [index, settings] of SETTINGS.entries()) {
        const first = await starter.start(folder, settings);
        const second = await starter.start(folder, settings);
        const outcome = judge(first, second, expected[index]);
        outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
        if (outcome.startsWith('FAULT')) faults.push(`round ${round}, ${done}: ${outcome}`);
        onRound?.(`${round} ${done} ${JSON.stringify(settings)}: ${outcome}`);
      }
      rmSync(folder, { recursive: true });
    }
    return { outcomes, faults };
  } finally {
    starter.end();
    rmSync(scratch, { recursive: true, force: true });
  }
}

function judge(first: Start, second: Start, expected: Start | undefined): string {
  if (expected === undefined || !('embeddings' in expected))
    return `FAULT: no start without damage: ${JSON.stringify(expected)}`;
  for (const start of [first, second]) {
    if ('fault' in start) return `FAULT: ${start.fault}`;
    if ('embeddings' in start && JSON.stringify(start.embeddings) !== JSON.stringify(expected.embeddings))
      return 'FAULT: wrong vector';
  }
  if ('code' in first) return 'code' in second && second.code === first.code ? first.code : 'FAULT: not the same twice';
  if ('code' in second) return `FAULT: ${second.code} at the second start`;
  if ('notices' in second && second.notices.length > 0) return `FAULT: not healed: ${second.notices.join(' ')}`;
  return 'notices' in first && first.notices.length > 0 ? 'healed' : 'unharmed';
}

/** Starts models in a process of its own, and in another one where that has ended. */
class Starter {
  private child: ChildProcess | undefined;

  start(folder: string, settings: object): Promise<Start> {
    const child = (this.child ??= fork(PROGRAM, {
      execArgv: nodeArguments(PROGRAM),
      stdio: ['ignore', 'inherit', 'ignore', 'ipc'],
    }));
    return new Promise((resolve) => {
      const ended = (code: number | null, signal: string | null) => {
        this.child = undefined;
        resolve({ fault: `the process ended with ${signal ?? code}` });
      };
      child.once('exit', ended);
      child.once('message', (answer: Start) => {
        child.off('exit', ended);
        resolve(answer);
      });
      child.send({ folder, settings });
    });
  }

  end(): void {
    this.child?.kill();
  }
}
