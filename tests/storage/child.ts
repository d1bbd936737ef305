import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

/** A process of its own, and the lines that it has written so far. */
export interface Child {
  readonly process: ChildProcess;
  readonly lines: string[];
  /** The next line that begins with a word; rejects where the process ends before. */
  line(word: string): Promise<string>;
  /** When the process is gone and every line was read. */
  readonly ended: Promise<{ code: number | null; signal: NodeJS.Signals | null; errors: string }>;
}

/** Runs a TypeScript file of this folder as a process of its own. */
export function startChild(file: string, args: readonly string[], options: { under?: readonly string[] } = {}): Child {
  const command = [
    ...(options.under ?? []),
    process.execPath,
    '--import',
    'tsx',
    fileURLToPath(new URL(file, import.meta.url)),
    ...args,
  ];
  const child = spawn(command[0] ?? '', command.slice(1), { stdio: ['ignore', 'pipe', 'pipe'] });
  const lines: string[] = [];
  const waiting: { word: string; found: (line: string) => void }[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(line);
    for (const waiter of waiting) if (line.startsWith(waiter.word)) waiter.found(line);
  });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  const ended = new Promise<Awaited<Child['ended']>>((resolve) => {
    child.on('close', (code, signal) => resolve({ code, signal, errors }));
  });
  try {
    onTestFinished(() => void child.kill('SIGKILL'));
  } catch {
    // Outside of a test, whoever started the child ends it.
  }
  const line = async (word: string) =>
    lines.find((known) => known.startsWith(word)) ??
    (await Promise.race([
      new Promise<string>((found) => waiting.push({ word, found })),
      ended.then(({ code, errors: text }) => Promise.reject(new Error(`ended with ${code} before "${word}": ${text}`))),
    ]));
  return { process: child, lines, line, ended };
}
