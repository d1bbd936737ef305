import { LeopardError } from '../../../../lib/errors.js';
import type { ImageToPut, PutOutcome } from '../../types/index.js';
import type { Engine } from '../engine.js';
import { PendingLabels } from './pending-labels.js';
import { LikelyPositions } from './positions.js';
import { putImages } from './put.js';

/** Pictures in one transaction at most. */
const TOGETHER = 64;

interface Waiting {
  readonly image: ImageToPut;
  resolve(outcome: PutOutcome): void;
  reject(error: unknown): void;
}

/** Pictures that are put while others are written go into the next transaction together: they share what it costs. */
export class PutQueue {
  private waiting: Waiting[] = [];
  private running = false;
  private readonly likely = new LikelyPositions();
  private readonly pending: PendingLabels;

  constructor(private readonly engine: Engine) {
    this.pending = new PendingLabels(engine);
  }

  put(image: ImageToPut): Promise<PutOutcome> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ image, resolve, reject });
      void this.run();
    });
  }

  private async run(): Promise<void> {
    if (this.running) return;
    this.running = true;
    // Those of this turn of the loop come along.
    await undefined;
    while (this.waiting.length > 0) await this.write(this.take());
    this.running = false;
  }

  /** The next ones, each id once: a second one of the same picture waits for the first. */
  private take(): Waiting[] {
    const taken = new Map<string, Waiting>();
    const left: Waiting[] = [];
    for (const waiting of this.waiting) {
      const { id } = waiting.image.record;
      if (taken.size < TOGETHER && !taken.has(id)) taken.set(id, waiting);
      else left.push(waiting);
    }
    this.waiting = left;
    return [...taken.values()];
  }

  private async write(group: readonly Waiting[]): Promise<void> {
    try {
      const outcomes = await putImages(
        this.engine,
        group.map(({ image }) => image),
        this.likely,
        this.pending,
      );
      for (const [index, { resolve, reject }] of group.entries()) {
        const outcome = outcomes[index];
        if (outcome === undefined) reject(new Error('a picture was put without an outcome'));
        else resolve(outcome);
      }
    } catch (error) {
      // A database that cannot write says so to all; what one picture did must not be everybody's fault.
      if (error instanceof LeopardError || group.length === 1) for (const { reject } of group) reject(error);
      else for (const waiting of group) await this.write([waiting]);
    }
  }
}
