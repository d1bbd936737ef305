import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { commandOf, startSubject } from '../subject.js';
import { median, type Row } from '../table.js';

const AT_ONCE = [1, 8, 64];
/** Of the older release's time, at most. */
const GOAL = 1.2;

/**
 * Durable puts of pictures with originals of 30 KB. Both stores run beside each other and are asked in turn, so that whatever else the
 * machine does falls on both.
 */
export async function comparePuts(
  parent: string,
  {
    count,
    rounds: most,
    against,
  }: { readonly count: number; readonly rounds: number; readonly against?: string | undefined },
): Promise<Row[]> {
  const program = fileURLToPath(new URL('scenarios/put.mjs', import.meta.url));
  const checkout = fileURLToPath(new URL('../..', import.meta.url));
  const folders: string[] = [];
  const start = async (...release: string[]) => {
    const folder = await mkdtemp(join(parent, 'puts-'));
    folders.push(folder);
    // As the command of the release starts it: see src/leopard.cts.
    const command = commandOf(release[0] ?? checkout);
    const threads: Record<string, string> = command.endsWith('.cjs') ? { UV_THREADPOOL_SIZE: '16' } : {};
    return startSubject(process.execPath, [program, folder, ...release], threads);
  };
  const stores = [await start(), ...(against === undefined ? [] : [await start(against)])];
  try {
    const measure = async (store: (typeof stores)[number], atOnce: number, puts: number) =>
      (await store.ask<{ milliseconds: number }>({ atOnce, count: puts })).milliseconds;
    for (const store of stores) await measure(store, 8, 64);
    const rows: Row[] = [];
    for (const atOnce of AT_ONCE) {
      const puts = atOnce === 1 ? Math.ceil(count / 4) : count;
      const rounds: number[][] = stores.map(() => []);
      for (let round = 0; round < most; round++)
        for (const [index, store] of stores.entries()) rounds[index]?.push(await measure(store, atOnce, puts));
      rows.push(rowOf(atOnce, rounds));
    }
    return rows;
  } finally {
    await Promise.all(stores.map((store) => store.end()));
    for (const folder of folders) await rm(folder, { recursive: true, force: true });
  }
}

function rowOf(atOnce: number, [here = [], older]: readonly number[][]): Row {
  const what = `a put with its original, ${atOnce} at once, ms each`;
  const times = (rounds: readonly number[]) =>
    `${median(rounds).toFixed(2)} (${Math.min(...rounds).toFixed(2)}–${Math.max(...rounds).toFixed(2)})`;
  if (older === undefined) return [what, times(here)];
  const ratio = median(here) / median(older);
  return [what, `${times(here)}; older ${times(older)}; ${ratio.toFixed(2)} ×`, `≤ ${GOAL} ×`, ratio <= GOAL];
}
