import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

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
  /** Runs what `npm run build` made, which starts in a fraction of the time. */
  readonly built?: boolean;
  /** A program with its arguments that runs the process and keeps its id, such as `strace -D`. */
  readonly under?: readonly string[];
}

const placeOf = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const builtProgram = () => [placeOf('dist/main.js')];
const sourceProgram = () => ['--import', import.meta.resolve('tsx'), placeOf('src/main.ts')];

/** A home folder in place of the user's, for a process that has been asked nothing about telemetry. */
export const ownHome = (folder: string) => ({
  ...{ HOME: folder, XDG_CACHE_HOME: '', XDG_CONFIG_HOME: '', XDG_DATA_HOME: '' },
  // ONNX Runtime reports from where neither is set.
  ...{ ORT_DISABLE_TELEMETRY: '', CI: '' },
});

/** Runs `leopard …` as a process of its own, from the source where nothing else is said. */
export function leopard(parameters: readonly string[], options: CommandOptions = {}): Promise<CommandOutcome> {
  const { settings = {}, folder, onStderr, onStdout, built = false, under = [] } = options;
  const program = [process.execPath, ...(built ? builtProgram() : sourceProgram())];
  const [command = '', ...before] = [...under, ...program];
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
