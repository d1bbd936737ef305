import type { Statement, StatementResult } from '../engine.js';

/** What a database thread is started with. */
export interface ThreadSetup {
  /** Of the database file. */
  readonly path: string;
  readonly role: 'write' | 'read';
  /** File that is given up where the disk is full, so that deletions work. */
  readonly reserve: string;
}

export interface Transaction {
  readonly statements: readonly Statement[];
  readonly erases: boolean;
}

export type ToThread =
  | { readonly kind: 'open' }
  /** Transactions that share a commit; a thread that reads gets one statement at a time. */
  | { readonly kind: 'run'; readonly id: number; readonly transactions: readonly Transaction[] };

/** An error on its way between threads. */
export interface Fault {
  readonly message: string;
  /** Extended result code of SQLite, where the driver says it. */
  readonly errcode?: number;
  /** Of the system: `ENOSPC`. */
  readonly code?: string;
  /** Place of the statement that met something else than it expected. */
  readonly conflict?: number;
}

export type Answer = { readonly results: readonly StatementResult[] } | { readonly fault: Fault };

export type FromThread =
  | { readonly kind: 'ready' }
  | { readonly kind: 'failed'; readonly fault: Fault }
  | { readonly kind: 'answers'; readonly id: number; readonly answers: readonly Answer[] }
  /** Something of an erasure is still in the log, since somebody reads; it is tried again. */
  | { readonly kind: 'erasure-waits' };
