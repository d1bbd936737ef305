import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { AttackOrder } from './attacker.js';

/** How long the event loop of a server was busy at a stretch, in ms of CPU time, and how late its timers were. */
export interface LoopFigures {
  readonly busy: number;
  readonly delay: number;
}

/** ms that one attack may take. */
const LONGEST = 90_000;

const path = (name: string) => new URL(name, import.meta.url);

/** A built server with a probe in its event loop. */
export async function startServer(leopard: string, env: NodeJS.ProcessEnv) {
  const execArgv = ['--import', path('./loop-probe.mjs').href];
  const child = fork(leopard, ['serve'], { env, execArgv, stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
  if (child.stdout === null) throw new Error('the server has no output');
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  return {
    url: /http:\S+?(?=\/graphql)/.exec(line)?.[0] ?? '',
    loop: async () => (await ask(child, 'loop')) as LoopFigures,
    stop: () => stop(child),
  };
}

export async function startAttacker() {
  const child = fork(path('./attacker.ts'), { execArgv: ['--import', 'tsx'] });
  await once(child, 'message');
  return {
    attack: async (order: AttackOrder) => void (await ask(child, order)),
    stop: () => stop(child),
  };
}

async function ask(child: ChildProcess, message: AttackOrder | string): Promise<unknown> {
  const answer = once(child, 'message', { signal: AbortSignal.timeout(LONGEST) });
  child.send(message);
  return ((await answer) as [unknown])[0];
}

async function stop(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit');
  child.kill();
  await ended;
}
