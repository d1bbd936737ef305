import { isOutOfRoom, storageUnavailable } from '../../../../lib/atomic-file.js';
import type { Operation, RecordLog } from './record-log.js';
import type { Reserve } from './reserve.js';

/** Operations in one group: one write, one fsync. */
const GROUP = 64;

interface Waiting {
  readonly operation: Operation;
  /** Makes the operation visible; runs at once after it became durable, in the order of the log. */
  readonly apply: () => void;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/**
 * Writes operations to the log, those that wait while one group is written as the next group: under load many pictures
 * share one fsync, alone one waits for nobody.
 */
export class GroupCommitter {
  private waiting: Waiting[] = [];
  private tasks: (() => Promise<void>)[] = [];
  private running = false;
  /** Operations in the log, live or not. */
  private written: number;

  constructor(
    private readonly log: RecordLog,
    private readonly reserve: Reserve,
    /** Makes durable what the records of a group refer to. */
    private readonly syncData: () => Promise<void>,
    written: number,
  ) {
    this.written = written;
  }

  get operations(): number {
    return this.written;
  }

  /** @throws LeopardError STORAGE_UNAVAILABLE; nothing was written then */
  commit(operation: Operation, apply: () => void): Promise<void> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ operation, apply, resolve, reject });
      void this.run();
    });
  }

  /** Runs a task while no group is written. @param task returns how many operations the log holds after it */
  exclusive(task: () => Promise<number>): Promise<void> {
    return new Promise((resolve, reject) => {
      this.tasks.push(() =>
        task().then((written) => {
          this.written = written;
          resolve();
        }, reject),
      );
      void this.run();
    });
  }

  private async run(): Promise<void> {
    if (this.running) return;
    this.running = true;
    for (;;) {
      const task = this.tasks.shift();
      if (task !== undefined) await task();
      else if (this.waiting.length > 0) await this.write(this.waiting.splice(0, GROUP));
      else break;
    }
    this.running = false;
  }

  private async write(group: Waiting[]): Promise<void> {
    try {
      if (group.some(({ operation }) => 'put' in operation)) await this.syncData();
      await this.log.append(group.map(({ operation }) => operation));
    } catch (error) {
      await this.failed(group, error);
      return;
    }
    this.written += group.length;
    for (const { apply, resolve } of group) {
      apply();
      resolve();
    }
  }

  /** On a full disk deletions get the room that was kept for them; everything else is refused. */
  private async failed(group: readonly Waiting[], error: unknown): Promise<void> {
    const deletions = group.filter(({ operation }) => !('put' in operation));
    const retry = isOutOfRoom(error) && deletions.length > 0 && (await this.reserve.giveUp().catch(() => false));
    const refused = retry ? group.filter((waiting) => !deletions.includes(waiting)) : group;
    for (const { reject } of refused) reject(storageUnavailable(error));
    if (retry) await this.write(deletions);
  }
}
