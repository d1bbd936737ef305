import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { vi } from 'vitest';
import 'reflect-metadata';
import { runCommandLine } from '../../src/cli/index.js';

export interface CommandOutcome {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandOptions {
  readonly settings?: Readonly<Record<string, string>>;
  readonly folder?: string;
  /** Told of every chunk of standard error, with a way to signal the process. */
  readonly onStderr?: (text: string, kill: (signal: NodeJS.Signals) => void) => void;
}

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
const TSX = import.meta.resolve('tsx');

/** Runs `leopard …` as a process of its own, from the source. */
export function leopard(parameters: readonly string[], options: CommandOptions = {}): Promise<CommandOutcome> {
  const { settings = {}, folder, onStderr } = options;
  const child = spawn(process.execPath, ['--import', TSX, MAIN, ...parameters], {
    cwd: folder,
    env: { ...process.env, ENCODER_WORKERS: '1', NO_COLOR: '1', ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
    onStderr?.(stderr, (signal) => child.kill(signal));
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (exitCode) => resolve({ exitCode, stdout, stderr }));
  });
}

/** The same within this process, which starts at once: for calls that open no store and no model. */
export async function leopardHere(...parameters: string[]): Promise<CommandOutcome> {
  let stdout = '';
  let stderr = '';
  const spies = [
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => Boolean((stdout += text.toString()))),
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => Boolean((stderr += text.toString()))),
  ];
  try {
    return { exitCode: await runCommandLine(['node', 'leopard', ...parameters]), stdout, stderr };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}
