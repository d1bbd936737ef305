import type { CompiledQuery, DatabaseConnection, Dialect, Driver, QueryResult } from 'kysely';
import type { StatementResult } from './engine.js';

type Language = Pick<Dialect, 'createQueryCompiler' | 'createAdapter' | 'createIntrospector'>;

/** Kysely for reading. What writes is compiled, and run as a transaction. */
export function readingDialect(
  language: Language,
  read: (text: string, parameters: readonly unknown[]) => Promise<StatementResult>,
): Dialect {
  const connection: DatabaseConnection = {
    executeQuery: async <R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> => {
      const { rows } = await read(sql, parameters);
      return { rows: rows as R[] };
    },
    streamQuery: () => {
      throw new Error('rows come in pages, not in streams');
    },
  };
  const refuse = () => Promise.reject(new Error('transactions are lists of statements'));
  const driver: Driver = {
    init: async () => undefined,
    acquireConnection: async () => connection,
    releaseConnection: async () => undefined,
    destroy: async () => undefined,
    beginTransaction: refuse,
    commitTransaction: refuse,
    rollbackTransaction: refuse,
  };
  return { ...language, createDriver: () => driver };
}
