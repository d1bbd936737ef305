import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { cp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { lockFolder } from '../../src/services/storage/database/sqlite/folder-lock.js';
import { openSqlite } from '../../src/services/storage/database/sqlite/open.js';
import { checkFormat } from '../../src/services/storage/migration/settle-format.js';
import { OldWriter } from './old-writer.js';

const MIGRATOR = fileURLToPath(new URL('migrator.ts', import.meta.url));
const DIMENSION = 64;

export interface KillOptions {
  readonly rounds: number;
  readonly seed: number;
  readonly pictures: number;
  readonly onRound?: (done: number) => void;
}

/**
 * Migrates a folder and kills the process (SIGKILL) at a seeded instant, again and again. After each kill the folder has to be the old
 * one, byte by byte, or the new one, whole; the next start has to bring it to its end.
 */
export async function killRounds(folder: string, { rounds, seed, pictures, onRound }: KillOptions) {
  const original = join(folder, 'original');
  const writer = new OldWriter(original, { dimension: DIMENSION, group: 16 });
  for (let n = 0; n < pictures; n++)
    writer.put({
      text: `picture ${n}`,
      metadata: { n, even: n % 2 === 0, tags: [`t${n % 10}`, 'all'] },
      second: n,
      bare: true,
    });
  writer.close();
  const data = join(folder, 'data');
  const start = async (at: number) => {
    await rm(data, { recursive: true, force: true });
    await cp(original, data, { recursive: true });
    return migrate(data, at);
  };
  // From the first word of the process to its last.
  const milliseconds = (await start(Infinity)).milliseconds;
  const seen = { old: 0, new: 0 };
  const faults: string[] = [];
  for (let round = 0; round < rounds; round++) {
    const part = ((Math.imul(seed + round, 2654435761) >>> 8) % 10_000) / 10_000;
    await start(part * milliseconds * 1.1);
    const is = (await checkFormat(data)) === 'old' ? 'old' : 'new';
    seen[is] += 1;
    if (is === 'old') faults.push(...(await differences(original, data)).map((fault) => `round ${round}: ${fault}`));
    else faults.push(...(await faultsOf(data, pictures)).map((fault) => `round ${round}: ${fault}`));
    if ((await migrate(data, Infinity)).code !== 0) faults.push(`round ${round}: the next start fails`);
    faults.push(...(await faultsOf(data, pictures)).map((fault) => `round ${round}, started again: ${fault}`));
    for (const name of ['records.log', 'embeddings.f32'])
      if (!(await sameFile(join(original, name), join(data, 'old-format', name))))
        faults.push(`round ${round}: ${name}`);
    onRound?.(round + 1);
  }
  return { seen, faults };
}

/** @param at milliseconds after which it is killed */
async function migrate(folder: string, at: number): Promise<{ code: number | null; milliseconds: number }> {
  const child = spawn(process.execPath, ['--import', import.meta.resolve('tsx'), MIGRATOR, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit') as Promise<[number | null]>;
  await once(child.stdout, 'data');
  const started = performance.now();
  const timer = Number.isFinite(at) ? setTimeout(() => child.kill('SIGKILL'), at) : undefined;
  const [code] = await ended;
  clearTimeout(timer);
  return { code, milliseconds: performance.now() - started };
}

async function differences(original: string, data: string): Promise<string[]> {
  const faults: string[] = [];
  for (const name of ['store.json', 'records.log', 'embeddings.f32'])
    if (!(await sameFile(join(original, name), join(data, name)))) faults.push(`${name} is not what it was`);
  return faults;
}

const sameFile = async (one: string, other: string): Promise<boolean> =>
  existsSync(other) && (await readFile(one)).equals(await readFile(other));

/** What is wrong with a new folder. */
async function faultsOf(data: string, pictures: number): Promise<string[]> {
  const lock = await lockFolder(data);
  const database = await openSqlite(data, { create: false, migrate: false });
  try {
    const faults = await database.check();
    const encoder = (await database.generations.encoders())[0]?.number ?? 0;
    const counts = [
      await database.images.count(),
      await database.images.count({ all: [{ key: 'tags', equals: 'all' }] }),
      await database.images.lastChange(),
    ];
    if (counts.some((count) => count !== pictures))
      faults.push(`${counts.join(', ')} in place of ${pictures} pictures`);
    const page = await database.images.page({ first: 100, order: 'NEWEST' });
    const embeddings = await database.images.embeddings(
      page.images.map(({ id }) => id),
      encoder,
    );
    if (embeddings.includes(undefined)) faults.push('a picture without embedding');
    return faults;
  } finally {
    await database.close();
    await lock.release();
  }
}
