import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { BUILT_PROGRAM } from '../../tests/support/built-server.js';

/** A server as it is built, in a process of its own. */
export class MeasuredServer {
  private constructor(
    private readonly child: ChildProcess,
    readonly url: string,
    /** Milliseconds from the call to the line that says it listens. */
    readonly start: number,
  ) {}

  static async start(settings: Readonly<Record<string, string>>): Promise<MeasuredServer> {
    const called = performance.now();
    const child = spawn(process.execPath, [BUILT_PROGRAM, 'serve'], {
      env: { ...process.env, PORT: '0', LOG_LEVEL: 'warn', ...settings },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    for await (const line of createInterface({ input: child.stdout })) {
      const [, url] = /(http:\S+)\/graphql/.exec(line) ?? [];
      if (url !== undefined) return new MeasuredServer(child, url, performance.now() - called);
    }
    throw new Error('the server ended before it listened');
  }

  async ask<T>(query: string, variables: object = {}): Promise<T> {
    const response = await fetch(`${this.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables }),
    });
    const { data, errors } = (await response.json()) as { data: T; errors?: unknown };
    if (errors) throw new Error(JSON.stringify(errors));
    return data;
  }

  /** MiB that are in memory, of the server and of the processes that it started. */
  async memory(): Promise<number> {
    const children = execFileSync('ps', ['-o', 'pid=', '--ppid', String(this.child.pid)], { encoding: 'utf8' });
    const pids = [this.child.pid, ...children.trim().split(/\s+/)].filter(Boolean);
    const sizes = pids.map(async (pid) => {
      const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
      return Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0) / 1024;
    });
    return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
  }

  async stop(): Promise<void> {
    this.child.kill('SIGTERM');
    await once(this.child, 'exit');
  }
}

/** Bytes on the disk of everything in a folder or file; 0 where there is none. */
export function bytesOf(path: string): number {
  try {
    return 1024 * Number(execFileSync('du', ['-sk', path], { encoding: 'utf8', stdio: 'pipe' }).split('\t')[0]);
  } catch {
    return 0;
  }
}
