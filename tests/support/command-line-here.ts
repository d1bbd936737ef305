import { vi } from 'vitest';
import 'reflect-metadata';
import { runCommandLine } from '../../src/cli/index.js';
import type { CommandOutcome } from './command-line.js';

/** Runs `leopard …` within this process, which starts at once. */
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
    // Of the command, not of the tests.
    process.exitCode = undefined;
  }
}
