/** ms */
export interface StartTimes {
  readonly graphsReady: number;
  readonly encoderReady: number;
}

/** MiB; undefined where the system does not say. */
export interface Memory {
  readonly rss?: number;
  readonly peak?: number;
  readonly anonymous?: number;
  readonly pss?: number;
}

export interface MemoryRun {
  readonly loaded: Memory;
  readonly steady: Memory;
}

/** Times in ms. */
export interface Ingestion {
  readonly picturesPerSecond: number;
  readonly pictures: number;
  readonly eventLoopDelay: { readonly p99: number; readonly max: number };
  readonly http: { readonly p99: number; readonly requests: number };
  readonly memory: Memory;
}
