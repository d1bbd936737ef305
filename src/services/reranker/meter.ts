import type { Budget } from './budget.js';
import type { Settle } from './client/fallback.js';
import type { CostOf } from './prices.js';
import type { StatsRecorder } from './stats.js';
import { textTokens } from './tokens.js';

export interface Usage {
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/** What one ranking has taken so far: every HTTP request that may be paid counts, retries included. */
export interface Spent {
  /** @throws LeopardError RERANK_BUDGET_EXCEEDED, STORAGE_UNAVAILABLE */
  begin(estimate: Usage): Promise<Settle>;
  total(): Usage;
}

/** Counts what requests take, in the budget and for metrics. */
export class Meter {
  constructor(
    private readonly budget: Budget,
    private readonly stats: StatsRecorder,
    private readonly cost: CostOf,
  ) {}

  start(model: string): Spent {
    const total = { inputTokens: 0, outputTokens: 0 };
    const begin = async (estimate: Usage): Promise<Settle> => {
      const dollars = this.cost(model, estimate.inputTokens, estimate.outputTokens) ?? 0;
      const reserved = await this.budget.reserve(estimate.inputTokens + estimate.outputTokens, dollars);
      return async (took) => {
        const { inputTokens, outputTokens } = usageOf(took, estimate);
        const paid = this.cost(model, inputTokens, outputTokens);
        this.stats.spend(inputTokens, outputTokens, paid);
        total.inputTokens += inputTokens;
        total.outputTokens += outputTokens;
        await reserved.settle(inputTokens + outputTokens, paid ?? 0);
      };
    };
    return { begin, total: () => ({ ...total }) };
  }
}

/** Estimated where the service does not count, or where its answer did not arrive. */
function usageOf(took: Parameters<Settle>[0], estimate: Usage): Usage {
  switch (took) {
    case 'nothing':
      return { inputTokens: 0, outputTokens: 0 };
    case 'input':
      return { inputTokens: estimate.inputTokens, outputTokens: 0 };
    case 'unknown':
      return estimate;
    default:
      return {
        inputTokens: took.inputTokens ?? estimate.inputTokens,
        outputTokens: took.outputTokens ?? textTokens(took.written),
      };
  }
}
