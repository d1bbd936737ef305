import { LeopardError } from '../../lib/errors.js';
import type { RerankerStats } from './types.js';

/** Counts what happens. */
export class StatsRecorder {
  private readonly counts = {
    requests: 0,
    cached: 0,
    shared: 0,
    repaired: 0,
    upstreamCalls: 0,
    retries: 0,
    inputTokens: 0,
    outputTokens: 0,
    dollars: 0,
  };
  private readonly failures: Record<string, number> = {};

  count(name: 'requests' | 'cached' | 'shared' | 'repaired' | 'upstreamCalls' | 'retries'): void {
    this.counts[name] += 1;
  }

  spend(inputTokens: number, outputTokens: number, dollars: number | null): void {
    this.counts.inputTokens += inputTokens;
    this.counts.outputTokens += outputTokens;
    this.counts.dollars += dollars ?? 0;
  }

  fail(error: unknown, aborted: boolean): void {
    const code = aborted ? 'ABORTED' : error instanceof LeopardError ? error.code : 'INTERNAL_SERVER_ERROR';
    this.failures[code] = (this.failures[code] ?? 0) + 1;
  }

  read(now: { readonly inFlight: number; readonly waiting: number }): RerankerStats {
    return { ...this.counts, failures: { ...this.failures }, ...now };
  }
}
