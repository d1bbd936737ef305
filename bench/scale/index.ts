/**
 * `npm run bench:scale -- [--sizes 1000,100000] [--keep folder] [--against <built checkout of an older release>] [--puts 2048] [--rounds 5]`
 * The database of a deployment with so many pictures and their vectors, made without encoding: how long it takes to open, the memory it
 * needs, pages, filters and counts, and the event loop while 64 writes are in flight. Puts with originals are measured in an empty folder,
 * in turn with those of an older release where one is named; TMPDIR says on which disk: the file system decides what a put costs. The vector
 * index is not part of it (bench:stores).
 */
import { mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startSubject } from '../subject.js';
import { comparePuts } from './compare-puts.js';
import { atMost, printTable, type Row } from '../table.js';

/** What bench/scale/scenarios/measure.mjs answers: milliseconds, MiB. */
interface Measured {
  readonly open: number;
  readonly resident: number;
  readonly p50: Readonly<Record<string, number>>;
  readonly loopDelay: number;
  readonly put: Readonly<Record<string, number>>;
}

const { values } = parseArgs({
  options: {
    sizes: { type: 'string', default: '1000,100000' },
    keep: { type: 'string' },
    against: { type: 'string' },
    puts: { type: 'string', default: '2048' },
    rounds: { type: 'string', default: '5' },
  },
});
const sizes = values.sizes.split(',').map(Number);
const folder = values.keep ?? (await mkdtemp(join(tmpdir(), 'leopard-bench-scale-')));
const scenario = (name: string) => new URL(`scenarios/${name}.mjs`, import.meta.url).pathname;
const one = (value: number) => value.toFixed(1);

async function run<T>(name: string, ...args: string[]): Promise<T> {
  const subject = startSubject(process.execPath, [scenario(name), ...args]);
  const answer = await subject.ask<T>();
  await subject.end();
  return answer;
}

try {
  const measured = new Map<number, Measured>();
  for (const size of sizes) {
    const data = join(folder, String(size));
    if ((await stat(data).catch(() => undefined)) === undefined) {
      console.error(`making ${size} pictures`);
      await mkdir(data, { recursive: true });
      const { seconds } = await run<{ seconds: number }>('fill', data, String(size));
      console.error(`  ${seconds.toFixed(0)} s`);
    }
    measured.set(size, await run<Measured>('measure', data));
  }
  const small = measured.get(Math.min(...sizes));
  const rows: Row[] = [];
  for (const [size, { open, resident, p50, loopDelay, put }] of measured) {
    const name = size.toLocaleString('en');
    rows.push(
      atMost(`${name}: open, ms`, open, Math.round(Math.min(1000, (small?.open ?? 0) + 200))),
      atMost(
        `${name}: resident after 100 of each operation, MiB`,
        resident,
        Math.round(Math.min(250, (small?.resident ?? 0) + 50)),
      ),
      ...Object.entries(p50).map(([what, time]) => atMost(`${name}: ${what}, p50 ms`, time, goalOf(what), one)),
      atMost(`${name}: event-loop delay p99 with 64 writes in flight, ms`, loopDelay, 20, one),
      ...Object.entries(put).map(([what, time]): Row => [`${name}: ${what}, ms a put`, one(time)]),
    );
  }
  rows.push(
    ...(await comparePuts(folder, {
      count: Number(values.puts),
      rounds: Number(values.rounds),
      against: values.against,
    })),
  );
  printTable(rows);
} finally {
  if (values.keep === undefined) await rm(folder, { recursive: true, force: true });
}

/** Of the newest page, a page of a new filter, the keys and their values, a count. */
function goalOf(what: string): number {
  if (what.startsWith('newest page')) return 5;
  if (what.startsWith('filter')) return 20;
  return what.startsWith('metadataFields') ? 50 : 150;
}
