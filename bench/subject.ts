import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** A program of its own that answers each line with a line of JSON: figures of one are not disturbed by the memory of another. */
export interface Subject {
  ask<T>(command?: object): Promise<T>;
  end(): Promise<void>;
}

/** The program of the command of a built checkout, also of an older release. */
export function commandOf(checkout: string): string {
  const command = join(checkout, 'dist/leopard.cjs');
  return existsSync(command) ? command : join(checkout, 'dist/main.js');
}

export function startSubject(
  command: string,
  args: readonly string[],
  environment: Record<string, string> = {},
): Subject {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'], env: { ...process.env, ...environment } });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ended = new Promise<void>((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', () => resolve());
  });
  return {
    ask: async <T>(request: object = {}) => {
      child.stdin.write(`${JSON.stringify(request)}\n`);
      const line = await Promise.race([lines.next(), ended.then(() => ({ done: true as const, value: undefined }))]);
      if (line.done) throw new Error(`${command} ${args[0] ?? ''} ended without an answer`);
      return JSON.parse(line.value) as T;
    },
    end: () => {
      child.stdin.end();
      return ended;
    },
  };
}

/** The scenarios of a benchmark: plain JavaScript, so that no TypeScript loader counts in memory or time. */
export function scenariosIn(folder: URL, nodeOptions: readonly string[] = []) {
  const start = (name: string, ...args: string[]): Subject => {
    const program = fileURLToPath(new URL(`${name}.mjs`, folder));
    return startSubject(process.execPath, [...nodeOptions, program, ...args], { NODE_ENV: 'production' });
  };
  return {
    start,
    /** Asks a scenario once. */
    run: async <T>(name: string, ...args: string[]): Promise<T> => {
      const subject = start(name, ...args);
      const answer = await subject.ask<T>();
      await subject.end();
      return answer;
    },
  };
}
