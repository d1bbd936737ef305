import type { Backend } from '../scheduler.js';
import type { WorkerKind } from '../worker-pool.js';

/** Slots that only searches take, so that none waits behind ingestion. */
const FOR_SEARCHES = 2;
const THROTTLED_MILLISECONDS = 60_000;

/** The backend of a scheduler whose work is done elsewhere: so many requests at a time. */
export class Slots implements Backend {
  readonly alive = true;
  private readonly taken: Record<WorkerKind, number> = { shared: 0, search: 0 };
  private allowed: number;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly most: number,
    private readonly onChange: () => void,
  ) {
    this.allowed = most;
  }

  idle(kind: WorkerKind): number {
    return Math.max(0, (kind === 'search' ? FOR_SEARCHES : this.allowed) - this.taken[kind]);
  }

  async take<T>(kind: WorkerKind, work: () => Promise<T>): Promise<T> {
    this.taken[kind] += 1;
    try {
      return await work();
    } finally {
      this.taken[kind] -= 1;
    }
  }

  /** The service has too much to do: half as many for a minute. */
  halve(): void {
    this.allowed = Math.max(1, Math.floor(this.allowed / 2));
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.allowed = this.most;
      this.onChange();
    }, THROTTLED_MILLISECONDS).unref();
  }

  close(): void {
    clearTimeout(this.timer);
  }
}
