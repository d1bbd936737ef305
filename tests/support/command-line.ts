import { spawn } from 'node:child_process';
import { BUILT_PROGRAM } from './built-server.js';

export interface CommandOutcome {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export type Kill = (signal: NodeJS.Signals) => void;

export interface CommandOptions {
  readonly settings?: Readonly<Record<string, string>>;
  readonly folder?: string;
  /** Told all of standard error so far, with a way to signal the process, once. */
  readonly onStderr?: (text: string, kill: Kill) => void;
  /** The same for standard output. */
  readonly onStdout?: (text: string, kill: Kill) => void;
  /** A program with its arguments that runs the process and keeps its id, such as `strace -D`. */
  readonly under?: readonly string[];
}

/** A home folder in place of the user's, for a process that has been asked nothing about telemetry. */
export const ownHome = (folder: string) => ({
  ...{ HOME: folder, XDG_CACHE_HOME: '', XDG_CONFIG_HOME: '', XDG_DATA_HOME: '' },
  // ONNX Runtime reports from where neither is set.
  ...{ ORT_DISABLE_TELEMETRY: '', CI: '' },
});

/** Runs `leopard …` as a process of its own. */
export function leopard(parameters: readonly string[], options: CommandOptions = {}): Promise<CommandOutcome> {
  const { settings = {}, folder, onStderr, onStdout, under = [] } = options;
  const [command = '', ...before] = [...under, process.execPath, BUILT_PROGRAM];
  const child = spawn(command, [...before, ...parameters], {
    cwd: folder,
    env: { ...process.env, ENCODER_WORKERS: '1', NO_COLOR: '1', ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  let signalled = false;
  const kill: Kill = (signal) => {
    if (!signalled) child.kill(signal);
    signalled = true;
  };
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
    onStdout?.(stdout, kill);
  });
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
    onStderr?.(stderr, kill);
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (exitCode) => resolve({ exitCode, stdout, stderr }));
  });
}
