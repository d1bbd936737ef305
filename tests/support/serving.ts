import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { BUILT_PROGRAM } from './built-server.js';

export interface ServingProcess {
  /** Such as `http://127.0.0.1:40123`. */
  readonly url: string;
  readonly process: ChildProcess;
  /** When the process is gone. */
  readonly closed: Promise<unknown>;
  /** Ends it properly. */
  stop(): Promise<void>;
}

/** `leopard serve` as a process of its own, on a free port of loopback; what it logs is shown. */
export async function startServing(
  settings: Readonly<Record<string, string>>,
  /** A program with its arguments that runs the process in its own place. */
  under: readonly string[] = [],
): Promise<ServingProcess> {
  const [program = '', ...before] = [...under, process.execPath];
  const child = spawn(program, [...before, BUILT_PROGRAM, 'serve'], {
    env: { ...process.env, PORT: '0', ENCODER_WORKERS: '1', LOG_LEVEL: 'warn', VECTOR_STORE: '', ...settings },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const closed = once(child, 'close');
  const url = await new Promise<string>((resolve, reject) => {
    void closed.then(() => reject(new Error('the server ended before it listened')));
    createInterface({ input: child.stdout }).on('line', (line) => {
      const [, address] = /(http:\S+)\/graphql/.exec(line) ?? [];
      if (address !== undefined) resolve(address);
    });
  });
  const stop = async () => {
    child.kill('SIGTERM');
    await closed;
  };
  return { url, process: child, closed, stop };
}
