import type { StatementResult } from '../engine.js';
import { faultOf, type Connection } from './connection.js';
import type { Answer, Fault, Transaction } from './protocol.js';
import type { Reserve } from './reserve.js';

/** Result codes of SQLite. */
const FULL = 13;
const IO_ERROR = 10;

/** Runs transactions that share a commit, in the thread that writes. */
export class Committer {
  /** Whether something that was erased may still be in the log. */
  private owed = false;

  constructor(
    private readonly connection: Connection,
    private readonly reserve: Reserve,
  ) {}

  get erasureWaits(): boolean {
    return this.owed;
  }

  /** One answer for each transaction, in order; what was erased is in no file any more, or `erasureWaits`. */
  commit(transactions: readonly Transaction[]): Answer[] {
    const answers = this.together(transactions);
    if (answers.some(isOutOfRoom)) return this.withReserve(transactions, answers);
    if (transactions.some(({ erases }, index) => erases && 'results' in (answers[index] ?? {}))) this.owed = true;
    if (this.owed) this.truncateLog();
    return answers;
  }

  /** Brings everything from the log into the database file and empties the log. */
  truncateLog(): void {
    try {
      const { rows } = this.connection.run({ sql: 'PRAGMA wal_checkpoint(TRUNCATE)', parameters: [] });
      this.owed = Number(rows[0]?.busy) !== 0;
    } catch {
      this.owed = true;
    }
  }

  /** Each transaction is a savepoint, so that a bad one takes no other with it. */
  private together(transactions: readonly Transaction[]): Answer[] {
    const answers: Answer[] = [];
    try {
      this.connection.exec('BEGIN IMMEDIATE');
      for (const { statements } of transactions) answers.push(this.savepoint(statements));
      this.connection.exec('COMMIT');
      return answers;
    } catch (error) {
      if (this.connection.inTransaction) this.connection.exec('ROLLBACK');
      return transactions.map(() => ({ fault: faultOf(error) }));
    }
  }

  /** @throws what made SQLite roll back everything by itself: a full disk, a disk that fails */
  private savepoint(statements: Transaction['statements']): Answer {
    const results: StatementResult[] = [];
    this.connection.exec('SAVEPOINT one');
    try {
      for (const statement of statements) results.push(this.connection.run(statement));
      this.connection.exec('RELEASE one');
      return { results };
    } catch (error) {
      if (!this.connection.inTransaction) throw error;
      this.connection.exec('ROLLBACK TO one; RELEASE one');
      return { fault: faultOf(error, results.length) };
    }
  }

  /** The disk is full: what erases gets the room that was kept for it, one transaction at a time; the rest stays refused. */
  private withReserve(transactions: readonly Transaction[], answers: readonly Answer[]): Answer[] {
    if (!transactions.some(({ erases }, index) => erases && isOutOfRoom(answers[index]))) return [...answers];
    this.reserve.giveUp();
    this.truncateLog();
    const second = transactions.map((transaction, index): Answer => {
      const answer = answers[index];
      if (answer !== undefined && !(transaction.erases && isOutOfRoom(answer))) return answer;
      const [again = { fault: { message: 'no answer' } }] = this.together([transaction]);
      this.truncateLog();
      return again;
    });
    this.reserve.take();
    return second;
  }
}

function isOutOfRoom(answer: Answer | undefined): boolean {
  return answer !== undefined && 'fault' in answer && isFull(answer.fault);
}

/** A log or its index that cannot grow is an I/O error to SQLite. */
export function isFull({ errcode, message }: Fault): boolean {
  const code = errcode === undefined ? undefined : errcode & 0xff;
  return code === FULL || code === IO_ERROR || /database or disk is full|disk I\/O error/.test(message);
}
