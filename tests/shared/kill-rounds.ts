import { numbers } from '../support/numbers.js';
import { setTimeout as pause } from 'node:timers/promises';
import { readConfig } from '../../src/config/index.js';
import { examineDataFolder } from '../../src/services/collection/doctor/doctor.js';
import { openShared } from '../../src/services/storage/shared.js';
import { openVectorEngine } from '../../src/services/storage/vectors/index.js';
import { signalAll } from '../support/postgres.js';
import { change, damaged, differences, type Known, pictures } from './client.js';
import { type Part, Parts } from './parts.js';

const PICTURES = 24;
/** Requests under way at a time, each about another picture. */
const CONCURRENT = 6;
/** Acknowledgements before the hit at most. */
const LONGEST = 40;
/** Milliseconds for which a part stands still: longer than a lease lasts, and shorter. */
const FROZEN = [1000, 7000];

export interface RoundsOptions {
  readonly rounds: number;
  readonly seed: number;
  /** Time to find everything, after all parts are ready again, in milliseconds. */
  readonly within: number;
  /** The only part that is hit; undefined: any of them. */
  readonly victim?: string | undefined;
  readonly onRound?: (round: number, what: string) => void;
}

export interface RoundsReport {
  readonly acknowledged: number;
  readonly faults: string[];
  /** The longest time until all was found, in milliseconds. */
  readonly slowest: number;
}

/** Hits one of six processes at a seeded instant while three servers are changed, again and again; then looks at every server. */
export async function killRounds({
  rounds,
  seed,
  within,
  victim: name,
  onRound,
}: RoundsOptions): Promise<RoundsReport> {
  const parts = await Parts.start();
  const known = await pictures(PICTURES);
  const victims = parts.all.filter((part) => name === undefined || part.name === name);
  const faults: string[] = [];
  let [acknowledged, slowest] = [0, 0];
  try {
    for (let round = 0; round < rounds; round++) {
      const random = numbers(seed + round + 1);
      const victim = victims[random(victims.length)] as Part;
      const frozen = random(2) === 0 ? FROZEN[random(FROZEN.length)] : undefined;
      const what = `${victim.name} ${frozen === undefined ? 'killed' : `frozen for ${frozen} ms`}`;
      acknowledged += await work(parts, known, random, () => hit(victim, frozen), round);
      await parts.ready();
      const { found, wrong } = await examine(parts, known, within);
      slowest = Math.max(slowest, found);
      wrong.push(...(await doctor(parts.settings)).map((fault) => `doctor: ${fault}`));
      faults.push(...wrong.map((fault) => `round ${round}, ${what}: ${fault}`));
      onRound?.(round, [`${what}: found after ${Math.round(found)} ms, ${wrong.length} faults`, ...wrong].join('\n  '));
    }
  } finally {
    await parts.stop();
  }
  return { acknowledged, faults, slowest };
}

async function hit(victim: Part, frozen: number | undefined): Promise<void> {
  if (frozen === undefined) {
    await victim.kill();
    await victim.resume();
    return;
  }
  const pids = await victim.pids();
  signalAll(pids, 'SIGSTOP');
  await pause(frozen);
  signalAll(pids, 'SIGCONT');
}

/** Changes pictures at all servers until the victim is back. @returns how many changes were acknowledged */
async function work(
  parts: Parts,
  known: readonly Known[],
  random: (limit: number) => number,
  strike: () => Promise<void>,
  round: number,
): Promise<number> {
  const free = [...known];
  let before = 1 + random(LONGEST);
  let count = 0;
  let step = (round + 1) * 10_000;
  let over = false;
  let strikes: Promise<void> | undefined;
  const worker = async () => {
    while (!over) {
      const [picture] = free.splice(random(free.length), 1);
      if (picture === undefined) return;
      const operation = (['put', 'put', 'put', 'update', 'delete'] as const)[random(5)] ?? 'put';
      const { url } = parts.servers[random(parts.servers.length)] ?? { url: '' };
      // One of which it is not known what became of it is left alone until the round is over.
      if (!(await change(url, picture, operation, (step += 1)))) {
        await pause(20);
        continue;
      }
      free.push(picture);
      count += 1;
      if ((before -= 1) === 0) strikes = strike().finally(() => (over = true));
    }
  };
  await Promise.all(Array.from({ length: CONCURRENT }, worker));
  await (strikes ?? strike());
  return count;
}

/** Every server shows the same, and nothing that may not be; settles on what it is. */
async function examine(parts: Parts, known: readonly Known[], within: number) {
  const started = performance.now();
  const wrong: string[] = [];
  let found = 0;
  for (const { url } of parts.servers) {
    let seen = await differences(url, known);
    while (seen.faults.length > 0 && performance.now() - started < within) {
      await pause(25);
      seen = await differences(url, known);
    }
    found = Math.max(found, performance.now() - started);
    if (found > within) wrong.push(`${url}: found after ${Math.round(found)} ms`);
    wrong.push(...seen.faults.map((fault) => `${url}: ${fault}`));
    // What is so at one server is so at the next.
    for (const picture of known) {
      picture.possible = [seen.listed.find(({ id }) => id === picture.id)?.metadata.step ?? null];
    }
    wrong.push(...(await damaged(seen.listed)));
  }
  return { found, wrong };
}

async function doctor(settings: Readonly<Record<string, string>>): Promise<string[]> {
  const { storage } = readConfig(settings);
  const examine = () =>
    examineDataFolder('', {
      open: () => openShared(storage, { create: false, migrate: false }),
      openEngine: () => openVectorEngine(storage),
    });
  let { findings } = await examine();
  // A Milvus that stood still may take more than ten seconds for a call about its collections, while it answers searches.
  if (findings.some(({ kind }) => kind === 'INDEX_UNREACHABLE')) ({ findings } = await examine());
  // What a server completes by itself, and the original of a picture whose storing was never acknowledged.
  const harmless = ['UNFINISHED_DELETION', 'ORIGINAL_WITHOUT_RECORD'];
  return findings
    .filter(({ kind }) => !harmless.includes(kind))
    .map(({ kind, subject, message }) => `${kind} ${subject} ${message}`);
}
