/** Quiet time after the last write before maintenance starts, in milliseconds. */
const QUIET = 2000;
/** Rows written after which maintenance does not wait for a quiet time; twice as many each time, until there is one. */
const ROWS = 5000;
/**
 * Writes after which it is tidied whatever their rows: on LanceDB each is a version and a fragment of its own, and the next one
 * looks into all of them. The cost of tidying grows with the rows, so this is about what costs least from 1,000 to 100,000.
 */
const WRITES = 250;
/** For what those who search now may still need, in milliseconds. */
const LATER = 90_000;
/** Pause after a failure, in milliseconds. */
const AFTER_FAILURE = 30_000;

/** Flush, compaction, clean-up and index building in the background: after writes, when it is quiet, one run at a time. */
export class Maintenance {
  #timer: NodeJS.Timeout | undefined;
  #later: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #rows = 0;
  #patience = ROWS;
  #writes = 0;
  #again = false;
  #filling = 0;
  #closed = false;

  constructor(
    private readonly tasks: {
      maintain(): Promise<void>;
      buildIndex(): Promise<void>;
      failed(error: unknown): void;
    },
  ) {}

  /** While work runs that fills an index there is none of this: it would cost more with every row, and be of no use to anybody. */
  async whileFilling<T>(work: () => Promise<T>): Promise<T> {
    this.#filling += 1;
    clearTimeout(this.#timer);
    await this.#running;
    try {
      return await work();
    } finally {
      this.#filling -= 1;
      this.schedule();
    }
  }

  /** After each write to the engine. */
  wrote(rows: number): void {
    if (this.#filling > 0) return;
    this.#writes += 1;
    this.#rows += rows;
    if (this.#rows >= this.#patience) {
      this.#rows = 0;
      this.#patience *= 2;
      return this.schedule(0);
    }
    if (this.#writes >= WRITES && !this.#running && !this.#closed) void this.#start(() => this.tasks.maintain());
    this.schedule();
  }

  /** Runs after `delay` ms, counted anew from this call. */
  schedule(delay: number = QUIET): void {
    if (this.#closed || this.#filling > 0) return;
    if (this.#running) {
      this.#again = true;
      return;
    }
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      if (delay === QUIET) [this.#rows, this.#patience] = [0, ROWS];
      void this.#start(() => this.#all());
    }, delay).unref();
  }

  /** Runs once more when nobody reads any more what it has replaced. */
  scheduleLater(): void {
    if (this.#closed) return;
    clearTimeout(this.#later);
    this.#later = setTimeout(() => this.schedule(), LATER).unref();
  }

  #start(work: () => Promise<void>): Promise<void> {
    this.#writes = 0;
    this.#running ??= this.#run(work).finally(() => {
      this.#running = undefined;
      if (!this.#again) return;
      this.#again = false;
      this.schedule();
    });
    return this.#running;
  }

  async #all(): Promise<void> {
    await this.tasks.maintain();
    await this.tasks.buildIndex();
  }

  async #run(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (this.#closed) return;
      this.tasks.failed(error);
      // Not `again`: a store that is away is not asked every two seconds.
      setTimeout(() => this.schedule(0), AFTER_FAILURE).unref();
    }
  }

  /** Waits for a run in progress. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    clearTimeout(this.#later);
    await this.#running;
  }
}
