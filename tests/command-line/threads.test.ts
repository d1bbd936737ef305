import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { BUILT_PROGRAM } from '../support/built-server.js';
import { temporaryFolder } from '../support/stored.js';

/** Tells how many threads the process has when it ends. CommonJS: an ES module would start the pool before the program can say its size. */
const COUNTER = `process.on('exit', () => console.log(require('fs').readdirSync('/proc/self/task').length));`;

test.runIf(process.platform === 'linux')(
  'the thread pool of Node has 16 threads, or as many as somebody has set',
  async () => {
    const counter = join(await temporaryFolder(), 'counter.cjs');
    await writeFile(counter, COUNTER);
    const threads = async (set?: string) => {
      const { UV_THREADPOOL_SIZE: _, ...env } = process.env;
      const { stdout } = await promisify(execFile)(
        process.execPath,
        ['--require', counter, BUILT_PROGRAM, 'serve', '--help'],
        { env: { ...env, ...(set !== undefined && { UV_THREADPOOL_SIZE: set }) } },
      );
      return Number(stdout.trim().split('\n').at(-1));
    };
    expect((await threads()) - (await threads('4'))).toBe(12);
  },
);
