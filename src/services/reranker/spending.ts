export interface DaySpending {
  /** UTC, `2026-01-15`. */
  readonly day: string;
  /** US dollars. */
  readonly dollars: number;
}

/** Where the spending of the day is kept, so that a restart does not refill the budget. */
export interface Spending {
  /** Undefined where nothing was spent yet. @throws SpendingUnreadable */
  read(): Promise<DaySpending | undefined>;
  /** Writes soon; of several in a row, the last. */
  write(spending: DaySpending): void;
  /** Resolves when all is written. */
  settled(): Promise<void>;
}

/** What was spent is not known. `remedy`: for whoever runs the server. */
export class SpendingUnreadable extends Error {
  override readonly name = 'SpendingUnreadable';

  constructor(
    readonly remedy: string,
    options: ErrorOptions,
  ) {
    super('The record of the spending of the day cannot be read.', options);
  }
}
