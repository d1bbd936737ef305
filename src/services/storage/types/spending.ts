/** An amount that is to be spent within a window of time that has a limit. */
export interface SpendingClaim {
  /** Names budget and window: `dollars 2026-01-15`, `tokens 2026-01-15T10:31`. */
  readonly window: string;
  readonly amount: number;
  readonly limit: number;
  /** Milliseconds since 1970; after it the window may be forgotten. */
  readonly end: number;
}

/** What was spent, by window: conditional updates in the database, so that a limit holds for all servers together. */
export interface Spending {
  /**
   * Adds the amounts of all claims, or none where one of them would exceed its limit.
   * @returns the window that would be exceeded; undefined where all was added
   */
  claim(claims: readonly SpendingClaim[]): Promise<string | undefined>;
  /** Corrects windows when it is known what was spent in place of what was claimed. */
  adjust(corrections: readonly { readonly window: string; readonly by: number }[]): Promise<void>;
  /** 0 where nothing was spent; not a number where the record is damaged, of which nothing is granted. */
  spent(window: string): Promise<number>;
  /** Forgets windows that had ended at `now` (milliseconds since 1970). */
  sweep(now: number): Promise<void>;
}
