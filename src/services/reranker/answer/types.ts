/** One place of a ranking as the model wrote it, not yet believed. */
export interface ClaimedRank {
  /** A number, a text such as "Item 3" or "0-8", a list of either, or anything else. */
  readonly value: unknown;
  readonly reason: string | null;
}

/** A ranking as the model wrote it. */
export interface ClaimedRanking {
  readonly ranks: readonly ClaimedRank[];
  readonly explanation: string;
}

/** A ranking that can be relied on. */
export interface ValidRanking {
  /** A permutation of 0 … n - 1, best first. */
  readonly ranking: readonly { readonly index: number; readonly reason: string | null }[];
  readonly explanation: string;
  /** The list had to be completed or cleaned. */
  readonly repaired: boolean;
}
