import { LeopardError } from '../../lib/errors.js';
import { unavailable } from './client/faults.js';
import type { Clock } from '../../lib/clock.js';

/** The time that one ranking has. */
export class Deadline {
  /** Ms since 1970. */
  readonly endsAt: number;
  /** Fires when the time is over, or those who wait have left. */
  readonly signal: AbortSignal;
  private readonly over = new AbortController();
  private readonly done = new AbortController();
  private asked = false;

  constructor(
    private readonly milliseconds: number,
    clock: Clock,
    left: AbortSignal,
  ) {
    this.endsAt = clock.now() + milliseconds;
    this.signal = AbortSignal.any([left, this.over.signal]);
    clock.sleep(milliseconds, this.done.signal).then(
      () => this.over.abort(this.reason()),
      () => {},
    );
  }

  /** From now on it is the service that takes the time. */
  ask(): void {
    this.signal.throwIfAborted();
    this.asked = true;
  }

  end = (): void => this.done.abort();

  private reason(): LeopardError {
    const { milliseconds } = this;
    if (this.asked) return unavailable(`The ranking service did not answer within ${milliseconds} ms`, { seconds: 10 });
    return new LeopardError(
      'TIMEOUT',
      `The contact sheet was not ready within ${milliseconds} ms, so that no model was asked. Try again, or ask for fewer candidates.`,
      { retryAfterSeconds: 10 },
    );
  }
}
