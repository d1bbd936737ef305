import { LeopardError } from '../../lib/errors.js';
import type { Priority } from '../../lib/fair-queue.js';
import { unavailable } from './unavailable.js';
import type { WorkerKind } from './worker-pool.js';

/** A request on its way: `prepare` makes its input ready (decodes the picture), `run` computes it on an idle worker. */
export interface Job<Prepared, Result> {
  readonly priority: Priority;
  readonly signal?: AbortSignal | undefined;
  prepare(): Promise<Prepared>;
  run(prepared: Prepared, worker: WorkerKind): Promise<Result>;
}

/** What the scheduler needs to know of the workers. */
export interface Backend {
  idle(kind: WorkerKind): number;
  readonly alive: boolean;
}

export interface SchedulerOptions {
  /** Requests of one priority that may wait; further ones are refused. */
  readonly queueLength: number;
  readonly backend: Backend;
}

/** While ingestion waits, it gets at least every fifth turn. */
const INTERACTIVE_TURNS = 4;

interface Entry {
  readonly prepare: () => Promise<void>;
  readonly run: (worker: WorkerKind) => Promise<void>;
  readonly reject: (error: unknown) => void;
}

class Lane {
  readonly preparing = new Set<Entry>();
  readonly ready = new Set<Entry>();

  get length(): number {
    return this.preparing.size + this.ready.size;
  }

  delete(entry: Entry): boolean {
    return this.preparing.delete(entry) || this.ready.delete(entry);
  }
}

/** Admission and order: who may wait, and who goes next. Searches overtake ingestion; ingestion never starves. */
export class Scheduler {
  private readonly lanes: Record<Priority, Lane> = { interactive: new Lane(), bulk: new Lane() };
  private running = 0;
  private interactiveTurns = 0;
  private draining: (() => void) | undefined;
  private closing: Promise<void> | undefined;
  /** Moving average of the time of one run, ms: for saying when to come back. */
  private averageRun = 0;

  constructor(private readonly options: SchedulerOptions) {}

  /** @throws LeopardError OVERLOADED, ENCODER_UNAVAILABLE; the signal's reason where it fires while the job waits */
  submit<Prepared, Result>(job: Job<Prepared, Result>): Promise<Result> {
    return new Promise<Result>((resolve, reject) => {
      const lane = this.lanes[job.priority];
      this.admit(lane);
      job.signal?.throwIfAborted();
      let prepared: Prepared;
      const settle = () => job.signal?.removeEventListener('abort', abandon);
      const entry: Entry = {
        prepare: async () => void (prepared = await job.prepare()),
        run: async (worker) => {
          settle();
          resolve(await job.run(prepared, worker));
        },
        reject: (error) => {
          settle();
          reject(error);
        },
      };
      const abandon = () => {
        if (!lane.delete(entry)) return;
        entry.reject(job.signal?.reason);
        this.pump();
      };
      job.signal?.addEventListener('abort', abandon);
      this.prepare(lane, entry);
      this.pump();
    });
  }

  /** Requests that wait, by priority. */
  get waiting(): Record<Priority, number> {
    return { interactive: this.lanes.interactive.length, bulk: this.lanes.bulk.length };
  }

  /** To be called whenever a worker may have become idle or been lost. */
  pump(): void {
    const { backend } = this.options;
    if (!backend.alive) for (const lane of [this.lanes.interactive, this.lanes.bulk]) this.failAll(lane);
    while (backend.idle('search') > 0 && this.start(this.lanes.interactive, 'search'));
    while (backend.idle('shared') > 0 && this.start(this.nextLane(), 'shared'));
    if (this.running + this.lanes.interactive.length + this.lanes.bulk.length === 0) this.draining?.();
  }

  /** Refuses new requests and resolves when the accepted ones are done. */
  drain(): Promise<void> {
    this.closing ??= new Promise((resolve) => {
      this.draining = resolve;
    });
    this.pump();
    return this.closing;
  }

  private admit(lane: Lane): void {
    if (this.closing !== undefined) {
      throw new LeopardError('ENCODER_UNAVAILABLE', 'The server is shutting down. Try again in a moment.');
    }
    if (lane.length < this.options.queueLength) return;
    const seconds = Math.max(1, Math.ceil((lane.length * this.averageRun) / 1000 / Math.max(1, this.running)));
    throw new LeopardError(
      'OVERLOADED',
      `${lane.length} requests already wait for the encoder (ENCODER_QUEUE_LENGTH). Try again in ${seconds} s.`,
      { retryAfterSeconds: seconds },
    );
  }

  /** At once, for each request: whoever needs no decoder never waits behind those who do, and decoders have an order of their own. */
  private prepare(lane: Lane, entry: Entry): void {
    lane.preparing.add(entry);
    entry.prepare().then(
      () => {
        if (lane.preparing.delete(entry)) lane.ready.add(entry);
        this.pump();
      },
      (error: unknown) => {
        if (lane.preparing.delete(entry)) entry.reject(error);
        this.pump();
      },
    );
  }

  private nextLane(): Lane {
    const { interactive, bulk } = this.lanes;
    const overtake = bulk.ready.size === 0 || this.interactiveTurns < INTERACTIVE_TURNS;
    const lane = interactive.ready.size > 0 && overtake ? interactive : bulk;
    this.interactiveTurns = lane === interactive && bulk.length > 0 ? this.interactiveTurns + 1 : 0;
    return lane;
  }

  /** Starts the first ready job of the lane; false where there is none. */
  private start(lane: Lane, worker: WorkerKind): boolean {
    const [entry] = lane.ready;
    if (entry === undefined) return false;
    lane.ready.delete(entry);
    void this.run(entry, worker);
    return true;
  }

  private async run(entry: Entry, worker: WorkerKind): Promise<void> {
    this.running += 1;
    const started = performance.now();
    await entry.run(worker).catch(entry.reject);
    this.running -= 1;
    const time = performance.now() - started;
    this.averageRun = this.averageRun === 0 ? time : 0.9 * this.averageRun + 0.1 * time;
    this.pump();
  }

  private failAll(lane: Lane): void {
    for (const entry of [...lane.preparing, ...lane.ready]) {
      lane.delete(entry);
      entry.reject(unavailable());
    }
  }
}
