import { DatabaseSync, type StatementSyncInstance } from '@photostructure/sqlite';
import type { Statement, StatementResult } from '../engine.js';
import { insertOf } from '../insert-of.js';
import type { Fault } from './protocol.js';

/** Marks a database file as Leopard's: `Leop`. */
export const APPLICATION_ID = 0x4c656f70;

const CACHED_STATEMENTS = 256;
/** Rows that one statement inserts. */
const BLOCK = 16;
/** KiB. More makes writes a little faster and nothing else. */
const PAGE_CACHE = 8192;
/** Bytes that the log keeps after a checkpoint. */
const LOG_BYTES = 4 * 1024 * 1024;

interface Prepared {
  readonly statement: StatementSyncInstance;
  readonly givesRows: boolean;
}

/**
 * One connection to a SQLite file, with what is different between its drivers kept inside. The API is that of `node:sqlite`, so that the
 * package can be exchanged for it. Known traps: no `iterate()` (an iterator that outlives a turn of the loop crashes), and `close()` leaves
 * the file open while a statement lives, so that a connection belongs to a thread and ends with it.
 */
export class Connection {
  private readonly prepared = new Map<string, Prepared>();
  private readonly database: InstanceType<typeof DatabaseSync>;

  constructor(path: string, role: 'write' | 'read') {
    this.database = new DatabaseSync(path);
    // The time-out first: whatever follows may have to wait for the other connection.
    this.database.exec(`PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
      PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -${PAGE_CACHE};
      PRAGMA journal_size_limit = ${LOG_BYTES}; PRAGMA query_only = ${role === 'read' ? 1 : 0}`);
  }

  get inTransaction(): boolean {
    return this.database.isTransaction;
  }

  /** Statements without parameters and rows. */
  exec(text: string): void {
    this.database.exec(text);
  }

  /** @throws Unexpected */
  run({ sql, parameters, each, expect }: Statement): StatementResult {
    const { statement, givesRows } = this.prepare(sql);
    let rows: StatementResult['rows'] = [];
    let changes: number;
    if (each !== undefined) changes = this.runEach(sql, each);
    else if (givesRows) changes = (rows = statement.all(...parameters.map(bindable))).length;
    else changes = Number(statement.run(...parameters.map(bindable)).changes);
    if (expect !== undefined && changes !== expect)
      throw new Unexpected(`${changes} rows in place of ${expect}: ${sql}`);
    return { rows, changes };
  }

  /** Inserts go as blocks of rows: a call of the driver costs about as much as a row. @returns rows changed */
  private runEach(text: string, rows: readonly (readonly unknown[])[]): number {
    const run = (sql: string, values: readonly unknown[]) =>
      Number(this.prepare(sql).statement.run(...values.map(bindable)).changes);
    let changes = 0;
    let done = 0;
    const insert = rows.length < BLOCK ? undefined : insertOf(text);
    if (insert !== undefined) {
      const block = `${insert.head}${Array.from({ length: BLOCK }, () => insert.row).join(', ')}${insert.tail}`;
      for (; done + BLOCK <= rows.length; done += BLOCK) changes += run(block, rows.slice(done, done + BLOCK).flat());
    }
    for (const values of rows.slice(done)) changes += run(text, values);
    return changes;
  }

  private prepare(text: string): Prepared {
    const known = this.prepared.get(text);
    if (known !== undefined) return known;
    const [oldest] = this.prepared.keys();
    if (oldest !== undefined && this.prepared.size >= CACHED_STATEMENTS) this.prepared.delete(oldest);
    const statement = this.database.prepare(text);
    const prepared = { statement, givesRows: statement.columns().length > 0 };
    this.prepared.set(text, prepared);
    return prepared;
  }
}

/** A statement changed another number of rows than it had to. */
export class Unexpected extends Error {}

/** Drivers differ in what they do with these two. */
function bindable(value: unknown): unknown {
  if (value === undefined) return null;
  return typeof value === 'boolean' ? Number(value) : value;
}

/** SQLITE_CONSTRAINT: a key that another transaction has taken meanwhile. */
const CONSTRAINT = 19;

/** @param statement its place in the transaction */
export function faultOf(error: unknown, statement?: number): Fault {
  const { message, errcode, code } = error as Error & { errcode?: number; code?: string };
  const conflict = error instanceof Unexpected || (errcode !== undefined && (errcode & 0xff) === CONSTRAINT);
  return { message, errcode, code, ...(conflict && { conflict: statement ?? 0 }) };
}
