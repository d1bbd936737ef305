import { untilAborted } from '../../../lib/until-aborted.js';
import { setTimeout as sleep } from 'node:timers/promises';

export interface AvailabilityOptions {
  /** Asks whether the service is there, and still the same one. */
  readonly verify: () => Promise<void>;
  /** How long bulk work waits for it, ms. */
  readonly outageMilliseconds: number;
  readonly warn: (message: string) => void;
}

const PROBE_EVERY_MILLISECONDS = 2000;

/**
 * Whether the service is there. While it is away, bulk work waits as a whole, and one question each two seconds finds out whether it
 * is back; searches fail at once, but for one question that they share. Before anything is stored again, the service is proven to be
 * the same.
 */
export class Availability {
  lastError: string | undefined;
  private away = false;
  /** A connection ended: what is there now may be another service. */
  private doubtful = false;
  private question: Promise<void> | undefined;
  private recovery: Promise<void> | undefined;

  constructor(private readonly options: AvailabilityOptions) {}

  get healthy(): boolean {
    return !this.away;
  }

  /** The service failed, and did so again when it was tried again. */
  lost(error: unknown): void {
    this.lastError = message(error);
    if (!this.away) this.options.warn(`The inference service is away: ${this.lastError}`);
    this.away = true;
  }

  doubt(): void {
    this.doubtful = true;
  }

  /** For searches. @throws what the service, or the comparison with what it was, says */
  async ensure(): Promise<void> {
    if (this.away) await this.ask();
  }

  /** For bulk work. @throws the same, when the outage has lasted too long; the reason of the signal */
  async wait(signal: AbortSignal | undefined): Promise<void> {
    if (!this.away && this.doubtful) await this.ask().catch(() => undefined);
    if (!this.away) return;
    this.recovery ??= this.recover().finally(() => (this.recovery = undefined));
    this.recovery.catch(() => undefined);
    await untilAborted(this.recovery, signal);
  }

  private async recover(): Promise<void> {
    const end = performance.now() + this.options.outageMilliseconds;
    for (;;) {
      try {
        return await this.ask();
      } catch (error) {
        if (performance.now() + PROBE_EVERY_MILLISECONDS > end) throw error;
      }
      await sleep(PROBE_EVERY_MILLISECONDS);
    }
  }

  private ask(): Promise<void> {
    this.doubtful = false;
    this.question ??= this.options
      .verify()
      .then(
        () => {
          if (this.away) this.options.warn('The inference service is back, and gives the same vectors as before.');
          this.away = false;
          this.lastError = undefined;
        },
        (error: unknown) => {
          this.lost(error);
          throw error;
        },
      )
      .finally(() => (this.question = undefined));
    return this.question;
  }
}

const message = (error: unknown): string => (error instanceof Error ? error.message : String(error));
