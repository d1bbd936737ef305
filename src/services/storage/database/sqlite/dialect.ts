import { SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } from 'kysely';
import type { CompiledQuery, DatabaseConnection, Dialect, Kysely, QueryResult } from 'kysely';
import type { DatabaseThread } from './thread.js';

/** Kysely over the thread that reads. What writes is compiled, and run as a transaction. */
export class ThreadDialect implements Dialect {
  constructor(private readonly thread: DatabaseThread) {}

  createDriver() {
    const connection: DatabaseConnection = {
      executeQuery: async <R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> => {
        const [result] = await this.thread.run([{ sql, parameters }]);
        return { rows: (result?.rows ?? []) as R[] };
      },
      streamQuery: () => {
        throw new Error('rows come in pages, not in streams');
      },
    };
    const refuse = () => Promise.reject(new Error('transactions are lists of statements'));
    return {
      init: async () => undefined,
      acquireConnection: async () => connection,
      releaseConnection: async () => undefined,
      destroy: async () => undefined,
      beginTransaction: refuse,
      commitTransaction: refuse,
      rollbackTransaction: refuse,
    };
  }

  createQueryCompiler = () => new SqliteQueryCompiler();
  createAdapter = () => new SqliteAdapter();
  createIntrospector = (db: Kysely<unknown>) => new SqliteIntrospector(db);
}
