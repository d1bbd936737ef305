import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { StorageConfig } from '../../src/config/index.js';
import { revisionOf, type VectorIndex, type VectorRecord } from '../../src/services/storage/vectors/index.js';
import { openIndex } from './open-index.js';
import { memoryLogger } from '../support/server.js';
import { seededRandom } from '../../src/lib/seeded-random.js';
import { collect, IDENTITY, record, vector } from './vectors.js';

export interface KillReport {
  readonly kills: number;
  readonly acknowledged: number;
  readonly faults: string[];
}

/** Time after which the process is killed at most, in milliseconds. */
const LONGEST_RUN = 400;

/** Time in which Milvus answers again, in milliseconds: more than the longest pause between its restarts, and any replay. */
const LONGEST_AWAY = 120_000;

/** The process that holds the vectors. */
export interface Victim {
  kill(): void;
  /** Starts it again. Milvus Lite is started by the store. */
  revive?(): Promise<void>;
  /** Share of the steps that flush instead of writing. Milvus standalone allows one in ten seconds. */
  readonly flushes?: number;
}

export interface KillOptions {
  readonly kills: number;
  readonly seed: number;
  readonly onRound?: (done: number) => void;
}

/** `killMilvus` with the process of Milvus Lite, which the store starts and starts again. */
export function killLite(storage: StorageConfig, options: KillOptions): Promise<KillReport> {
  const lines: Record<string, unknown>[] = [];
  const kill = () => process.kill(Number(lines.findLast(({ pid, msg }) => pid && msg === RUNS)?.['pid']), 'SIGKILL');
  return killMilvus(storage, { kill, flushes: 0.3 }, { ...options, logger: memoryLogger(lines) });
}

/** What the log says when Milvus Lite has started, with its process id. */
const RUNS = 'Milvus Lite runs';

/** Resolves with the first answer. @throws what the store said last, where it stays away */
async function answers(store: VectorIndex): Promise<void> {
  const end = performance.now() + LONGEST_AWAY;
  for (;;) {
    try {
      await store.search([{ embedding: vector(1), limit: 1 }]);
      return;
    } catch (error) {
      if (performance.now() > end) throw error;
      await pause(20);
    }
  }
}

/**
 * Writes, deletes and flushes while the process of Milvus is killed at random instants; after each restart everything that was
 * acknowledged has to be there, once and as it was written last, and nothing else but what was under way.
 */
export async function killMilvus(
  storage: StorageConfig,
  victim: Victim,
  { kills, seed, onRound, logger }: KillOptions & { readonly logger?: Logger },
): Promise<KillReport> {
  const next = seededRandom(seed);
  const store = await openIndex(storage, { identity: IDENTITY, logger });
  /** What was acknowledged last for each id; undefined: deleted. */
  const expected = new Map<string, VectorRecord | undefined>();
  const faults: string[] = [];
  let acknowledged = 0;
  try {
    for (let round = 0; round < kills; round++) {
      const timer = setTimeout(() => victim.kill(), next() * LONGEST_RUN);
      const uncertain = new Set<string>();
      for (let failed = false; !failed;) {
        if (victim.flushes !== undefined && next() < victim.flushes) {
          failed = await store.optimise().then(
            () => false,
            () => true,
          );
          continue;
        }
        const records = Array.from({ length: 1 + Math.floor(next() * 20) }, () =>
          record(Math.floor(next() * 300), { version: Math.floor(next() * 1e6) }),
        ).filter(({ id }, index, all) => all.findIndex((other) => other.id === id) === index);
        const remove = next() < 0.3;
        const ids = records.map(({ id }) => id);
        try {
          await (remove ? store.delete(ids) : store.upsert(records));
          for (const written of records) expected.set(written.id, remove ? undefined : written);
          acknowledged++;
        } catch {
          for (const id of ids) uncertain.add(id);
          failed = true;
        }
      }
      clearTimeout(timer);
      await victim.revive?.();
      await answers(store);
      const found = new Map<string, string>();
      for (const { id, revision } of await collect(store.revisions())) {
        if (found.has(id)) faults.push(`round ${round}: ${id} is there twice`);
        found.set(id, revision);
      }
      if ((await store.count()) !== found.size) faults.push(`round ${round}: the count is not the number of rows`);
      for (const [id, written] of expected) {
        if (uncertain.has(id)) continue;
        const revision = written && revisionOf(written.metadata);
        if (found.get(id) !== revision) faults.push(`round ${round}: ${id} is not as it was acknowledged`);
      }
      for (const id of found.keys())
        if (!expected.has(id) && !uncertain.has(id)) faults.push(`round ${round}: nobody wrote ${id}`);
      // What was under way may be there or not: settled by writing it again.
      const settled = [...uncertain].map((id) => expected.get(id)).filter((written) => written !== undefined);
      await store.delete([...uncertain]);
      await store.upsert(settled);
      onRound?.(round + 1);
    }
  } finally {
    await store.close();
  }
  return { kills, acknowledged, faults };
}
