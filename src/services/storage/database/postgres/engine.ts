import { setTimeout as pause } from 'node:timers/promises';
import { Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler, sql } from 'kysely';
import type pg from 'pg';
import { Conflict, type Engine, type Statement, type StatementResult, type TransactionOptions } from '../engine.js';
import { MIGRATIONS } from '../migrations.js';
import { readingDialect } from '../reading-dialect.js';
import type { Tables } from '../tables.js';
import { messagesOf } from './batch.js';
import { kindOf, readOnly, unavailable, uncertain } from './faults.js';

/** Any number that nobody else uses: held together by all who write, alone by who changes the tables. */
const TABLES_LOCK = 0x4c656f70;
/** Channel on which servers tell each other what they did, and what is said of changes. */
export const CHANNEL = 'leopard';
export const CHANGED = 'changes';
/** Pauses between tries, in milliseconds: together longer than a restart of the database takes. */
const PAUSES = [50, 100, 200, 400, 800, 1600, 2000];
/** Milliseconds after which nothing is tried once more: a database that says nothing costs each try as long as one may take. */
const PATIENCE = 10_000;
/** Beyond the time of a statement, in milliseconds, before a connection that says nothing is given up. */
const SILENCE = 5000;

const LANGUAGE = {
  createQueryCompiler: () => new PostgresQueryCompiler(),
  createAdapter: () => new PostgresAdapter(),
  createIntrospector: (db: Kysely<unknown>) => new PostgresIntrospector(db),
};

const rowsOf = ({ rows, rowCount }: pg.QueryResult): StatementResult => ({
  rows: rows as StatementResult['rows'],
  changes: rowCount ?? 0,
});

/**
 * Postgres. The statements of a transaction travel together, and the commit follows when their outcomes are known: two ways to the
 * server and back, whatever their number. Works through a pooler of transactions: nothing is set for longer than one.
 */
export class PostgresEngine implements Engine {
  readonly shared = true;
  readonly appendsLabels = false;
  readonly clock = sql<number>`(extract(epoch from clock_timestamp()) * 1000)::bigint`;
  readonly db: Kysely<Tables>;

  constructor(
    private readonly pool: pg.Pool,
    private readonly milliseconds: number,
    /** Version of the tables that this program knows. */
    private readonly version = MIGRATIONS.length,
  ) {
    this.db = new Kysely<Tables>({ dialect: readingDialect(LANGUAGE, (text, values) => this.#read(text, values)) });
  }

  /** One statement that only reads: it is repeated where the connection was lost. */
  async #read(text: string, values: readonly unknown[]): Promise<StatementResult> {
    const result = await this.#repeated(async () =>
      this.#connected(async (client) => {
        const begun = client.query(`begin read only; set local statement_timeout = ${this.milliseconds}`);
        const asked = client.query(text, [...values]);
        const ended = client.query('commit');
        const [, answer] = await all([begun, asked, ended]);
        return answer as pg.QueryResult;
      }),
    );
    return rowsOf(result);
  }

  async transaction(statements: readonly Statement[], options: TransactionOptions = {}): Promise<StatementResult[]> {
    return this.#repeated(() => this.#connected((client) => this.#transact(client, statements, options)));
  }

  async #transact(client: pg.PoolClient, statements: readonly Statement[], options: TransactionOptions) {
    const begun = client.query(
      `begin; set local statement_timeout = ${this.milliseconds}; ${
        options.changesTables === true
          ? `select pg_advisory_xact_lock(${TABLES_LOCK})`
          : `select pg_advisory_xact_lock_shared(${TABLES_LOCK}); select 1 from migration where number > ${this.version}`
      }`,
    ) as unknown as Promise<pg.QueryResult[]>;
    const asked = statements.map((statement) =>
      all(messagesOf(statement).map(({ text, values }) => client.query(text, [...values]))),
    );
    if (statements.some(({ announces }) => announces === true))
      asked.push(all([client.query(`notify ${CHANNEL}, '${CHANGED}'`)]));
    const { tells } = options;
    if (tells !== undefined)
      asked.push(all([client.query('select pg_notify($1, $2)', [CHANNEL, JSON.stringify(tells)])]));
    const outcomes = await Promise.allSettled([begun, ...asked]);
    const refusal = refusalOf(outcomes, statements) ?? this.#newer(outcomes[0], options);
    if (refusal !== undefined) {
      await client.query('rollback');
      throw refusal;
    }
    try {
      await client.query('commit');
    } catch (error) {
      throw kindOf(error) === 'in the way' ? error : uncertain(error);
    }
    return statements.map((_, index) => sumOf(outcomes[index + 1]));
  }

  /** A newer version has changed the tables while this server runs. */
  #newer(begun: PromiseSettledResult<unknown> | undefined, { changesTables }: TransactionOptions): unknown {
    if (changesTables === true || begun?.status !== 'fulfilled') return undefined;
    return (begun.value as pg.QueryResult[]).at(-1)?.rowCount === 0 ? undefined : readOnly();
  }

  async #connected<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
    const client = await this.pool.connect();
    let timer: NodeJS.Timeout | undefined;
    let failure: Error | undefined;
    try {
      const silence = new Promise<never>((_, reject) => {
        const late = () => reject(new Error('connection timeout: the database says nothing'));
        timer = setTimeout(late, 2 * this.milliseconds + SILENCE);
      });
      return await Promise.race([work(client), silence]);
    } catch (error) {
      if (kindOf(error) === 'away' || kindOf(error) === 'unknown') failure = error as Error;
      throw error;
    } finally {
      clearTimeout(timer);
      // One that has failed is not given to the next.
      client.release(failure);
    }
  }

  /** Repeats what has certainly not been done. */
  async #repeated<T>(work: () => Promise<T>): Promise<T> {
    const began = performance.now();
    for (let attempt = 0; ; attempt++) {
      try {
        return await work();
      } catch (error) {
        const wait = performance.now() - began < PATIENCE ? PAUSES[attempt] : undefined;
        const kind = error instanceof Conflict ? 'conflict' : kindOf(error);
        if (wait === undefined || (kind !== 'away' && kind !== 'in the way') || this.pool.ended)
          throw unavailable(error);
        await pause(wait * (0.5 + Math.random()));
      }
    }
  }

  /** Damage is found by the database's own tools: amcheck and checksums. */
  async check(): Promise<string[]> {
    return [];
  }

  async now(): Promise<number> {
    const { rows } = await sql<{ now: number }>`select ${this.clock} as now`.execute(this.db);
    return Number(rows[0]?.now);
  }

  async close(): Promise<void> {
    await this.pool.end();
  }
}

/** In order; waits for every answer, so that none arrives where nobody listens. */
async function all<T>(promises: readonly Promise<T>[]): Promise<T[]> {
  const outcomes = await Promise.allSettled(promises);
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  return outcomes.map((outcome) => (outcome as PromiseFulfilledResult<T>).value);
}

function sumOf(outcome: PromiseSettledResult<unknown> | undefined): StatementResult {
  const results = outcome?.status === 'fulfilled' ? (outcome.value as pg.QueryResult[]).map(rowsOf) : [];
  return { rows: results.flatMap(({ rows }) => rows), changes: results.reduce((sum, { changes }) => sum + changes, 0) };
}

/** What stands against the commit: the first failure, or the first statement that changed another number of rows than expected. */
function refusalOf(outcomes: readonly PromiseSettledResult<unknown>[], statements: readonly Statement[]): unknown {
  for (const [index, outcome] of outcomes.entries()) {
    const place = index - 1;
    if (outcome.status === 'rejected') {
      const error = outcome.reason as Error;
      return kindOf(error) === 'conflict' ? new Conflict(place, error.message) : error;
    }
    const statement = statements[place];
    if (statement?.expect === undefined) continue;
    const { changes } = sumOf(outcome);
    if (changes !== statement.expect)
      return new Conflict(place, `${changes} rows in place of ${statement.expect}: ${statement.sql}`);
  }
  return undefined;
}
