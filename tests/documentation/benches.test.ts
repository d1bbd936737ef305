import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { ROOT } from '../support/pages.js';

const run = promisify(execFile);

it('the bench of the database runs, small, and has every line', async () => {
  const args = ['--import', 'tsx', 'bench/scale/index.ts', '--sizes', '100,200', '--puts', '16', '--rounds', '1'];
  const { stdout } = await run(process.execPath, args, { cwd: ROOT });
  const lines = stdout.split('\n').map((line) => line.split(/ {2,}/)[0] ?? '');
  for (const size of ['100', '200']) {
    const found = lines.filter((line) => line.startsWith(`${size}: `)).map((line) => line.slice(size.length + 2));
    expect(found).toEqual([
      'open, ms',
      'resident after 100 of each operation, MiB',
      ...['newest page, p50 ms', 'filter, 0.01 %, p50 ms', 'filter, 1 %, p50 ms', 'filter, 50 %, p50 ms'],
      ...['metadataFields, p50 ms', 'totalCount, p50 ms', 'totalCount of a colour, p50 ms'],
      'event-loop delay p99 with 64 writes in flight, ms',
      ...['1 at once, ms a put', '8 at once, ms a put', '64 at once, ms a put'],
    ]);
  }
  expect(lines.filter((line) => line.startsWith('a put with its original'))).toHaveLength(3);
});
