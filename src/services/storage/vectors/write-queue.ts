import type { IndexRow } from './engine.js';

type Write =
  | { readonly kind: 'upsert'; readonly rows: readonly IndexRow[] }
  | { readonly kind: 'delete'; readonly ids: readonly string[] };

type Job =
  | (Write & { readonly settle: Settle })
  | { readonly kind: 'run'; readonly work: () => Promise<void>; readonly settle: Settle };

interface Settle {
  resolve(): void;
  reject(error: unknown): void;
}

/** Rows that one write to an engine carries at most. */
const BATCH = 1000;

/**
 * One writer at a time, in the order of the calls. Neighbouring writes of one kind that wait together become one
 * (every write is a version on LanceDB and a round trip on Milvus), so a hundred small ingestions cost a few large ones.
 */
export class WriteQueue {
  readonly #jobs: Job[] = [];
  #draining = false;

  constructor(
    private readonly apply: {
      upsert(rows: readonly IndexRow[]): Promise<void>;
      delete(ids: readonly string[]): Promise<void>;
    },
  ) {}

  upsert(rows: readonly IndexRow[]): Promise<void> {
    return this.#add((settle) => ({ kind: 'upsert', rows, settle }));
  }

  delete(ids: readonly string[]): Promise<void> {
    return this.#add((settle) => ({ kind: 'delete', ids, settle }));
  }

  /** Runs work that no write may overlap. */
  exclusive(work: () => Promise<void>): Promise<void> {
    return this.#add((settle) => ({ kind: 'run', work, settle }));
  }

  #add(make: (settle: Settle) => Job): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#jobs.push(make({ resolve, reject }));
      if (!this.#draining) void this.#drain();
    });
  }

  async #drain(): Promise<void> {
    this.#draining = true;
    // Calls of the same turn join before the first one starts.
    await Promise.resolve();
    for (let jobs = this.#take(); jobs.length > 0; jobs = this.#take()) {
      try {
        await this.#perform(jobs);
        for (const job of jobs) job.settle.resolve();
      } catch (error) {
        for (const job of jobs) job.settle.reject(error);
      }
    }
    this.#draining = false;
  }

  /** The next job, with those behind it that can share its write. */
  #take(): Job[] {
    const first = this.#jobs[0];
    if (!first) return [];
    let count = 1;
    let size = sizeOf(first);
    while (count < this.#jobs.length) {
      const next = this.#jobs[count];
      if (!next || first.kind === 'run' || next.kind !== first.kind || size + sizeOf(next) > BATCH) break;
      size += sizeOf(next);
      count++;
    }
    return this.#jobs.splice(0, count);
  }

  async #perform(jobs: readonly Job[]): Promise<void> {
    const rows = new Map<string, IndexRow>();
    const ids = new Set<string>();
    for (const job of jobs) {
      if (job.kind === 'run') return job.work();
      if (job.kind === 'delete') for (const id of job.ids) ids.add(id);
      else for (const row of job.rows) rows.set(row.id, row);
    }
    for (const batch of batches([...rows.values()])) await this.apply.upsert(batch);
    for (const batch of batches([...ids])) await this.apply.delete(batch);
  }
}

const sizeOf = (job: Job) => (job.kind === 'upsert' ? job.rows.length : job.kind === 'delete' ? job.ids.length : 0);

function* batches<T>(items: readonly T[]): Generator<readonly T[]> {
  for (let start = 0; start < items.length; start += BATCH) yield items.slice(start, start + BATCH);
}
