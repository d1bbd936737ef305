import type { JsonObject } from '../../lib/json.js';
import type { Region } from '../encoder/types.js';

/** A picture as the contact sheet needs it. */
export interface RerankPicture {
  /** SHA-256 of the original bytes, hexadecimal. */
  readonly id: string;
  readonly load: () => Promise<Uint8Array>;
  /** What decoding it costs, about, in milliseconds of one core. */
  readonly cost?: number | undefined;
}

export interface RerankCandidate extends RerankPicture {
  /** Chosen metadata that the model may read. */
  readonly metadata?: JsonObject;
}

export interface RerankRequest {
  readonly query: { readonly image?: RerankPicture; readonly region?: Region; readonly instruction?: string };
  /** In vector order; index on the sheet = position here. 1 to 16. */
  readonly candidates: readonly RerankCandidate[];
  readonly model?: string;
  /** Whose request it is: clients take turns. */
  readonly client?: string | undefined;
  readonly signal?: AbortSignal;
}

export interface RerankOutcome {
  /** A permutation of the candidates' indices, best first, with the model's sentence for each. */
  readonly ranking: readonly { readonly index: number; readonly reason: string | null }[];
  readonly explanation: string;
  /** Address is made by the server: `/contact-sheets/<id>.png`. */
  readonly contactSheet: { readonly id: string; readonly width: number; readonly height: number };
  readonly model: string;
  readonly usage: {
    readonly inputTokens: number;
    readonly outputTokens: number;
    readonly totalTokens: number;
    readonly estimatedCost: number | null;
  };
  readonly cached: boolean;
  readonly repaired: boolean;
  /** Milliseconds. */
  readonly latency: number;
}

/** Counts since the start of the process, but for `inFlight` and `waiting`. */
export interface RerankerStats {
  /** Rankings asked for, whatever became of them. */
  readonly requests: number;
  /** Answered from the cache. */
  readonly cached: number;
  /** Joined an identical request that was under way. */
  readonly shared: number;
  /** Answers whose list had to be completed or cleaned. */
  readonly repaired: number;
  /** HTTP requests to the service, retries and repair requests included. */
  readonly upstreamCalls: number;
  readonly retries: number;
  /** By error code; `ABORTED` where the client left. */
  readonly failures: Readonly<Record<string, number>>;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** US dollars, where the price of the model is known. */
  readonly dollars: number;
  readonly inFlight: number;
  readonly waiting: number;
}

/** Where failures of cache and disk are told; never given a prompt, a picture or a key. */
export interface RerankerLogger {
  warn(fields: Readonly<Record<string, unknown>>, message: string): void;
}

export interface Reranker {
  readonly configured: boolean;
  readonly model: string | null;
  readonly models: readonly string[];
  /** @throws LeopardError RERANKER_*, RERANK_BUDGET_EXCEEDED, BAD_USER_INPUT, LIMIT_EXCEEDED */
  rerank(request: RerankRequest): Promise<RerankOutcome>;
  /**
   * A ranking that is kept already, which costs nothing; null where there is none, or no service is set up.
   * @throws LeopardError BAD_USER_INPUT, LIMIT_EXCEEDED
   */
  kept(request: RerankRequest): Promise<RerankOutcome | null>;
  /** PNG bytes of a sheet that was made, undefined where there is none of that id. */
  contactSheet(id: string): Promise<Uint8Array | undefined>;
  /** Counters since the start, and what is at work now: for metrics. */
  stats(): RerankerStats;
  close(): Promise<void>;
}
