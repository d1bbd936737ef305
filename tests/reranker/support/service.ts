import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { rerankerSettings } from '../../../src/config/reranker.js';
import { createDecoders } from '../../../src/services/image-files/decoders/decoders.js';
import { type RerankerOptions, createReranker } from '../../../src/services/reranker/reranker.js';
import type { Reranker } from '../../../src/services/reranker/types.js';
import { databasePath } from '../../../src/services/storage/database/sqlite/open.js';
import { openStorage } from '../../../src/services/storage/open.js';
import type { Clock } from '../../../src/lib/clock.js';
import { type Address, type OpenAiDouble, startOpenAiDouble } from './openai-double.js';

/** A clock that moves only when told, or when something sleeps: then at once, noting the wait. */
export class TestClock implements Clock {
  readonly sleeps: number[] = [];
  /** Sleeps of at least this many ms never end by themselves: the time limit of a ranking. */
  constructor(
    private time = Date.UTC(2026, 0, 15, 12, 0, 10),
    private readonly endless = 40_000,
  ) {}

  now = (): number => this.time;

  advance(milliseconds: number): void {
    this.time += milliseconds;
  }

  sleep = (milliseconds: number, signal: AbortSignal): Promise<void> => {
    if (milliseconds < this.endless) {
      this.sleeps.push(milliseconds);
      this.time += milliseconds;
      return Promise.resolve();
    }
    return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }));
  };
}

export interface TestService {
  readonly double: OpenAiDouble;
  /** The one opened last. */
  readonly reranker: Reranker;
  readonly clock: TestClock;
  /** Runs SQL in the database that the rerankers use, as what damages a file would. */
  damage(sql: string, ...values: unknown[]): void;
  /** Forgets the calls and waits so far, and opens a reranker that has seen nothing but the sheets kept. */
  fresh(settings?: Record<string, unknown>, options?: Partial<RerankerOptions>): Promise<void>;
  /** Another reranker on the same folder and double, as after a restart. */
  reopen(settings?: Record<string, unknown>, options?: Partial<RerankerOptions>): Promise<Reranker>;
  close(): Promise<void>;
}

export const KEY = 'sk-test-0123456789abcdef';

/** A reranker in a folder of its own, in front of a double. */
export async function startService(
  settings: Record<string, unknown> = {},
  options: Partial<RerankerOptions> = {},
  address: Address = {},
): Promise<TestService> {
  const double = await startOpenAiDouble(address);
  const folder = await mkdtemp(join(tmpdir(), 'leopard-rerank-'));
  const clock = new TestClock();
  const opened: Reranker[] = [];
  const silent = { info: () => undefined, warn: () => undefined };
  const storage = await openStorage(folder, { create: true, logger: silent });
  const { spending, rankings } = storage.database;
  const stored = { spending, rankings, objects: storage.objects };
  const decoders = createDecoders({ milliseconds: 60_000 });
  const open = async (more: Record<string, unknown> = {}, other: Partial<RerankerOptions> = {}) => {
    const config = rerankerSettings.parse({
      apiKey: KEY,
      baseUrl: double.url,
      models: ['small-model'],
      ...settings,
      ...more,
    });
    const reranker = createReranker(config, { ...stored, decoders, clock, random: () => 1, ...options, ...other });
    opened.push(reranker);
    return reranker;
  };
  let reranker = await open();
  return {
    double,
    get reranker() {
      return reranker;
    },
    fresh: async (more, other) => {
      double.calls.length = 0;
      double.script();
      double.serve();
      clock.sleeps.length = 0;
      reranker = await open({ cacheSeconds: 0, ...more }, other);
    },
    clock,
    damage: (sql, ...values) => {
      const database = new DatabaseSync(databasePath(folder));
      database.prepare(sql).run(...values);
      database.close();
    },
    reopen: open,
    close: async () => {
      await Promise.all(opened.map((each) => each.close()));
      decoders.close();
      await storage.close();
      await double.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
