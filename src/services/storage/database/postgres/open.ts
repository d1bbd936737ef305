import { sql } from 'kysely';
import type { Database } from '../../types/index.js';
import { DeploymentDatabase } from '../database.js';
import { migrate } from '../migrate.js';
import { type PostgresSettings, postgresPlace } from './address.js';
import { POSTGRES_TYPES } from './column-types.js';
import { PostgresEngine } from './engine.js';
import { notOpened } from './faults.js';
import { RowLeases } from './leases.js';
import { openPool, openSession } from './sessions.js';
import { PostgresSignals } from './signals.js';

export interface PostgresOptions {
  /** Bring older tables to this version; otherwise they are refused. */
  readonly migrate?: boolean;
  /** Make the tables where there are none. */
  readonly create?: boolean;
}

const TABLES = sql<{
  name: string;
}>`select tablename as name from pg_catalog.pg_tables where schemaname = current_schema()`;

/**
 * Opens a database that several servers may share.
 * @throws SetupError DATABASE_UNREACHABLE, DATABASE_UNAUTHENTICATED, DATABASE_NOT_FOUND, DATABASE_FORBIDDEN, DATABASE_READ_ONLY,
 *   DATABASE_TLS_FAILED, DATABASE_POOLER, STORE_TOO_NEW, STORE_OUTDATED, STORE_FOREIGN, STORE_NOT_FOUND
 */
export async function openPostgres(settings: PostgresSettings, options: PostgresOptions = {}): Promise<Database> {
  const place = postgresPlace(settings.url);
  const pool = await openPool(settings);
  try {
    const engine = new PostgresEngine(pool, settings.milliseconds);
    const { migrate: allowed = true, create = true } = options;
    await migrate(engine, { types: POSTGRES_TYPES, names: TABLES, place, allowed, create, now: new Date() });
    return new DeploymentDatabase(
      engine,
      new RowLeases(engine),
      new PostgresSignals(engine, () => openSession(settings)),
    );
  } catch (error) {
    await pool.end();
    throw notOpened(place, error);
  }
}
