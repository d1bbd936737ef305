import type { Kysely, RawBuilder } from 'kysely';
import type { FeedSignal } from '../types/index.js';
import type { Tables } from './tables.js';

export type Row = Record<string, unknown>;

/** One statement of a transaction. */
export interface Statement {
  readonly sql: string;
  readonly parameters: readonly unknown[];
  /** Rows of parameters: the statement runs once for each, in place of `parameters`. It is compiled once, however many there are. */
  readonly each?: readonly (readonly unknown[])[];
  /** Rows that it has to change or give back in all. With another number the transaction is rolled back: Conflict. */
  readonly expect?: number;
  /** Gives a change its number: other servers are told. */
  readonly announces?: boolean;
}

export interface StatementResult {
  readonly rows: Row[];
  /** Rows changed; for a statement that gives rows back, how many. */
  readonly changes: number;
}

/**
 * What a transaction took for granted is not so any more, since another one came first: a statement changed another number of
 * rows than expected, or met a unique key. Nothing was written. Read again, then try again.
 */
export class Conflict extends Error {
  override readonly name = 'Conflict';

  constructor(
    /** Place of the statement in the transaction, from 0 on. */
    readonly statement: number,
    message: string,
  ) {
    super(message);
  }
}

export interface TransactionOptions {
  /** It removes something of which nothing may be left in the database's files when it resolves, and works on a full disk. */
  readonly erases?: boolean;
  /** It changes the tables themselves: no other transaction runs meanwhile. */
  readonly changesTables?: boolean;
  /** Told to the other servers with the commit, where there are others. */
  readonly tells?: FeedSignal;
}

/** A database that runs transactions as lists of statements: nothing waits inside one, so that others need not wait for it. */
export interface Engine {
  /** Whether other processes may write to it as well. */
  readonly shared: boolean;
  /**
   * Whether labels of new pictures are appended to `pending_label` first. Not where deleted rows stay in a table until it is vacuumed: every
   * reader would pass them.
   */
  readonly appendsLabels: boolean;
  /** Milliseconds since 1970 by the database's clock, within a statement. */
  readonly clock: RawBuilder<number>;
  /** For reading, and to compile what `transaction` runs. */
  readonly db: Kysely<Tables>;
  /**
   * All of it or nothing, durable when it resolves.
   * @throws Conflict; LeopardError STORAGE_UNAVAILABLE
   */
  transaction(statements: readonly Statement[], options?: TransactionOptions): Promise<StatementResult[]>;
  /** What is wrong with its files, in its own words. */
  check(): Promise<string[]>;
  /** Milliseconds since 1970 by the database's clock, which all servers share. */
  now(): Promise<number>;
  close(): Promise<void>;
}

/** Times that a transaction is tried which others come before. */
const ATTEMPTS = 8;

/** Runs a task that reads and then writes what it takes for granted, again where something came between. */
export async function retried<T>(task: (attempt: number) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await task(attempt);
    } catch (error) {
      if (!(error instanceof Conflict) || attempt === ATTEMPTS) throw error;
    }
  }
}
