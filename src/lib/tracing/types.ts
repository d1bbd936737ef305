export type Attributes = Readonly<Record<string, string | number | boolean | readonly string[]>>;

/** What was measured elsewhere, in milliseconds. A stage without a name is a pause. */
export interface Stage {
  readonly name?: string;
  readonly milliseconds: number;
}

/** The span of a request that came in. */
export interface RequestSpan {
  /** 32 hexadecimal digits. */
  readonly traceId: string;
  /** Spans that begin in the work are part of the request. */
  within<T>(work: () => T): T;
  end(attributes: Attributes, failed: boolean): void;
}

/** Says where the time of a request goes. */
export interface Tracing {
  /** The work as a span of whatever request it is part of; what it rejects with is noted by its code. */
  span<T>(name: string, work: () => Promise<T>, attributes?: Attributes): Promise<T>;
  /** Spans of what has just ended, one after the other, the last one now. */
  stages(stages: readonly Stage[]): void;
  /** Adds to the span that the caller is in. */
  annotate(attributes: Attributes): void;
  /** @param headers of the request: a caller that traces says so there (W3C Trace Context) */
  request(name: string, headers: Readonly<Record<string, unknown>>, attributes: Attributes): RequestSpan;
  /** Sends what is waiting; gives up after a few seconds. */
  close(): Promise<void>;
}

export interface TracingOptions {
  /** Address that spans are posted to. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly resource: Readonly<Record<string, string>>;
  readonly sampler: string;
  /** 0 to 1. */
  readonly ratio: number;
  readonly version: string;
  /** Told what goes wrong with the collector. */
  readonly warn: (message: string) => void;
}
