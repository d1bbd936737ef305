import { untilAborted } from './until-aborted.js';

interface Flight<T> {
  readonly result: Promise<T>;
  readonly controller: AbortController;
  waiting: number;
}

/** Why work was stopped: nobody waits for it any more. */
export class Abandoned extends Error {
  override readonly name = 'AbortError';

  constructor() {
    super('The last one who waited for this has left.');
  }
}

/** Identical requests share one piece of work, which is aborted when the last of those who wait leaves. */
export class SingleFlight<T> {
  private readonly flights = new Map<string, Flight<T>>();

  /** `shared`: the work was under way already. The promise rejects with the signal's reason as soon as it fires. */
  join(
    key: string,
    signal: AbortSignal | undefined,
    work: (signal: AbortSignal) => Promise<T>,
  ): { readonly result: Promise<T>; readonly shared: boolean } {
    const existing = this.flights.get(key);
    const flight = existing ?? this.start(key, work);
    flight.waiting += 1;
    return { result: this.wait(key, flight, signal), shared: existing !== undefined };
  }

  /** Aborts everything. */
  async close(): Promise<void> {
    const flights = [...this.flights.values()];
    for (const { controller } of flights) controller.abort(new Abandoned());
    await Promise.allSettled(flights.map(({ result }) => result));
  }

  private start(key: string, work: (signal: AbortSignal) => Promise<T>): Flight<T> {
    const controller = new AbortController();
    const flight: Flight<T> = { controller, waiting: 0, result: work(controller.signal) };
    this.flights.set(key, flight);
    flight.result.finally(() => this.remove(key, flight)).catch(() => {});
    return flight;
  }

  private async wait(key: string, flight: Flight<T>, signal: AbortSignal | undefined): Promise<T> {
    if (!signal) return flight.result;
    try {
      return await untilAborted(flight.result, signal);
    } finally {
      flight.waiting -= 1;
      if (flight.waiting === 0 && signal.aborted) {
        // Gone from the list before it has ended, so that nobody joins work that is being stopped.
        this.remove(key, flight);
        flight.controller.abort(new Abandoned());
      }
    }
  }

  private remove(key: string, flight: Flight<T>): void {
    if (this.flights.get(key) === flight) this.flights.delete(key);
  }
}
