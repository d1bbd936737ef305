import { existsSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { Kysely, sql, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } from 'kysely';
import { SetupError } from '../../../../lib/errors.js';
import { isTooManyFiles } from '../../../../lib/open-files.js';
import { DeploymentDatabase } from '../database.js';
import type { Engine } from '../engine.js';
import { LocalLeases } from '../local-leases.js';
import { migrate } from '../migrate.js';
import { readingDialect } from '../reading-dialect.js';
import type { Tables } from '../tables.js';
import type { Database } from '../../types/index.js';
import { cannotUse, requireWritable, storeNotFound } from './check-folder.js';
import { SQLITE_TYPES } from './column-types.js';
import { APPLICATION_ID } from './connection.js';
import { notOpened, SqliteFault } from './faults.js';
import { DatabaseThread } from './thread.js';

/** The database file of a data folder. */
export const databasePath = (folder: string): string => join(folder, 'leopard.db');

export interface SqliteOptions {
  /** Make the folder and the database where there is none. */
  readonly create?: boolean;
  /** Bring older tables to this version; otherwise they are refused. */
  readonly migrate?: boolean;
  readonly now?: () => Date;
  /** Told of what went wrong but stops nobody. */
  readonly warn?: (message: string) => void;
}

/**
 * Opens the database of a data folder, which this process has locked (a command that only reads or changes API keys needs no lock).
 * @throws SetupError STORE_NOT_FOUND, STORE_TOO_NEW, STORE_OUTDATED, STORE_DAMAGED, STORE_FOREIGN, STORE_UNREADABLE, STORE_DISK_FULL,
 *   DATA_FOLDER_READ_ONLY, DATA_FOLDER_LOCKED, TOO_MANY_OPEN_FILES
 */
export async function openSqlite(folder: string, options: SqliteOptions = {}): Promise<Database> {
  const { create = true, warn = () => undefined } = options;
  const path = databasePath(folder);
  if (!create && !existsSync(path)) throw storeNotFound(folder);
  await requireWritable(folder, create);
  if (create) await makePrivate(path);
  const threads: DatabaseThread[] = [];
  try {
    const setup = { path, reserve: join(folder, 'reserve'), warn };
    const write = DatabaseThread.start({ ...setup, role: 'write' });
    const read = DatabaseThread.start({ ...setup, role: 'read' });
    threads.push(write, read);
    // One after the other: the first one makes the file.
    await write.open();
    await read.open();
    const engine = new SqliteEngine(write, read);
    await prepare(engine, path, options);
    return new DeploymentDatabase(engine, new LocalLeases());
  } catch (error) {
    for (const thread of threads) await thread.close();
    const cause = error instanceof Error && error.cause instanceof SqliteFault ? error.cause : error;
    throw cause instanceof SqliteFault ? notOpened(path, cause, await canOpenFiles(folder)) : error;
  }
}

const LANGUAGE = {
  createQueryCompiler: () => new SqliteQueryCompiler(),
  createAdapter: () => new SqliteAdapter(),
  createIntrospector: (db: Kysely<unknown>) => new SqliteIntrospector(db),
};

class SqliteEngine implements Engine {
  readonly shared = false;
  readonly appendsLabels = true;
  readonly clock = sql<number>`cast(unixepoch('subsec') * 1000 as integer)`;
  readonly db: Kysely<Tables>;

  constructor(
    private readonly write: DatabaseThread,
    private readonly read: DatabaseThread,
  ) {
    const dialect = readingDialect(LANGUAGE, async (text, parameters) => {
      const [result] = await read.run([{ sql: text, parameters }]);
      return result ?? { rows: [], changes: 0 };
    });
    this.db = new Kysely<Tables>({ dialect });
  }

  async transaction(statements: Parameters<Engine['transaction']>[0], options?: Parameters<Engine['transaction']>[1]) {
    return [...(await this.write.run(statements, options?.erases))];
  }

  async check(): Promise<string[]> {
    const { rows } = await sql<{ integrity_check: string }>`PRAGMA integrity_check`.execute(this.db);
    return rows.map(({ integrity_check: words }) => words).filter((words) => words !== 'ok');
  }

  async now(): Promise<number> {
    return Date.now();
  }

  async close(): Promise<void> {
    await this.read.close();
    await this.write.close();
  }
}

async function prepare(engine: Engine, path: string, options: SqliteOptions): Promise<void> {
  const { rows } = await sql<{ application_id: number }>`PRAGMA application_id`.execute(engine.db);
  const { rows: tables } = await sql<{ n: number }>`select count(*) as n from sqlite_schema`.execute(engine.db);
  const application = Number(rows[0]?.application_id);
  if (application !== APPLICATION_ID) {
    // An empty file is what a kill leaves that came before the first transaction.
    if (Number(tables[0]?.n) > 0) {
      throw new SetupError('STORE_FOREIGN', `${path} is a database of another program. Set another DATA_FOLDER.`);
    }
    await engine.transaction([{ sql: `PRAGMA application_id = ${APPLICATION_ID}`, parameters: [] }]);
  }
  const { migrate: allowed = true, now = () => new Date() } = options;
  const names = sql<{ name: string }>`select name from sqlite_schema where type = 'table'`;
  await migrate(engine, { types: SQLITE_TYPES, names, place: path, allowed, create: true, now: now() });
}

/** It holds the secret that addresses are signed with; SQLite gives its own files beside it the same permissions. */
async function makePrivate(path: string): Promise<void> {
  try {
    await (await open(path, 'wx', 0o600)).close();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw cannotUse(path, error);
  }
}

/** Whether the process may open one more file. */
async function canOpenFiles(folder: string): Promise<boolean> {
  try {
    await (await open(folder, 'r')).close();
    return true;
  } catch (error) {
    return !isTooManyFiles(error);
  }
}
