import { quantile } from '../table.js';
import type { Subject } from '../subject.js';

/** What the client's answer holds. */
interface Answers {
  readonly perSecond: number;
  /** ms, one for each operation. */
  readonly all: readonly number[];
  readonly withoutStore: readonly number[];
}

/** One round of operations, some in flight at a time. */
export interface Load {
  readonly inFlight: number;
  readonly perSecond: number;
  /** ms */
  readonly p50: number;
  readonly p99: number;
  /** p50 of what is left of each operation without the vector search. */
  readonly ours: number;
  /** Processor time of the event loop for one operation, where the system tells; a busy machine changes it little. */
  readonly processor: number;
}

export interface Target {
  readonly subject: Subject;
  readonly operation: { readonly query: string; readonly variables?: object };
  readonly count: number;
}

/** Has a client send a target its operation. */
export async function measureLoad(client: Subject, target: Target, inFlight: number): Promise<Load> {
  const { subject, operation, count } = target;
  const { url } = await subject.ask<{ url: string }>();
  const before = await processor(subject);
  const answers = await client.ask<Answers>({ url, ...operation, inFlight, count });
  return {
    inFlight,
    perSecond: answers.perSecond,
    p50: quantile(answers.all, 0.5),
    p99: quantile(answers.all, 0.99),
    ours: quantile(answers.withoutStore, 0.5),
    processor: ((await processor(subject)) - before) / count,
  };
}

const processor = async (subject: Subject) =>
  (await subject.ask<{ processor?: number }>({ do: 'processor' })).processor ?? NaN;
