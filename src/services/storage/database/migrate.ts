import { type RawBuilder, sql } from 'kysely';
import { SetupError } from '../../../lib/errors.js';
import { type Engine, retried, type Statement } from './engine.js';
import { MIGRATIONS, migrationTable, type ColumnTypes } from './migrations.js';

const plain = (text: string): Statement => ({ sql: text, parameters: [] });

/** How many migrations the database has had. */
async function versionOf(engine: Engine): Promise<number> {
  const { rows } = await sql<{ version: number | null }>`select max(number) as version from migration`.execute(
    engine.db,
  );
  return Number(rows[0]?.version ?? 0);
}

export interface MigrateOptions {
  readonly types: ColumnTypes;
  /** Names of the tables that are there. */
  readonly names: RawBuilder<{ name: string }>;
  /** Of the database, for messages. */
  readonly place: string;
  readonly allowed: boolean;
  /** Make the tables where there are none. */
  readonly create: boolean;
  readonly now: Date;
}

/**
 * Brings the tables to this version, forward only, each step in one transaction: of several servers that start at a time one makes it, the
 * others find it made.
 * @throws SetupError STORE_TOO_NEW, STORE_OUTDATED (where `allowed` is false), STORE_FOREIGN, STORE_NOT_FOUND
 */
export async function migrate(engine: Engine, options: MigrateOptions): Promise<{ from: number; to: number }> {
  const { types, place, allowed, create, now } = options;
  const from = await versionIn(engine, options);
  const to = MIGRATIONS.length;
  if (from > to) {
    throw new SetupError(
      'STORE_TOO_NEW',
      `${place} was written by a newer Leopard (version ${from} of its tables, this one knows ${to}). Use that version, or restore a backup that was made before.`,
    );
  }
  // A database without tables is new: to make them is no migration of anything.
  if (from > 0 && from < to && !allowed) {
    throw new SetupError(
      'STORE_OUTDATED',
      `${place} has version ${from} of the tables, this Leopard needs ${to}, and migrations at the start are switched off. Make a backup, then run \`leopard migrate\`.`,
    );
  }
  if (from === 0 && !create) {
    throw new SetupError(
      'STORE_NOT_FOUND',
      `There is no image store in ${place}. Name the one that the servers use: DATABASE_URL. \`leopard ingest\` makes a new one.`,
    );
  }
  if (from === 0) await retried(() => engine.transaction([plain(migrationTable(types))], { changesTables: true }));
  for (const [index, { name, statements }] of MIGRATIONS.entries()) {
    const { db } = engine;
    const number = index + 1;
    await retried(async () => {
      if ((await versionOf(engine)) >= number) return;
      const earlier = db.selectFrom('migration').select('number').where('number', '>=', number).compile();
      const noted = db.insertInto('migration').values({ number, name, applied_at: now.toISOString() }).compile();
      await engine.transaction([{ ...earlier, expect: 0 }, ...statements(types).map(plain), noted], {
        changesTables: true,
      });
    });
  }
  return { from, to };
}

/** @throws SetupError STORE_FOREIGN */
async function versionIn(engine: Engine, options: MigrateOptions): Promise<number> {
  const taken = await tablesTaken(engine, options);
  if (isComplete(taken)) return versionOf(engine);
  // A table of migrations alone is what a kill leaves that came in between.
  const begun = taken.length === 1 && taken[0] === 'migration';
  if (taken.length === 0 || (begun && (await isEmpty(engine)))) return 0;
  // Or another server, at its own first start, has made the others since the look.
  if (begun && isComplete(await tablesTaken(engine, options))) return versionOf(engine);
  throw new SetupError(
    'STORE_FOREIGN',
    `${options.place} has tables of another program (${taken.join(', ')}). Give Leopard a database of its own.`,
  );
}

async function tablesTaken(engine: Engine, { names }: MigrateOptions): Promise<string[]> {
  const { rows } = await names.execute(engine.db);
  const there = new Set(rows.map(({ name }) => name));
  return TABLES.filter((name) => there.has(name));
}

const isComplete = (taken: readonly string[]) => taken.includes('migration') && taken.includes('label_count');

const isEmpty = (engine: Engine): Promise<boolean> =>
  versionOf(engine).then(
    (version) => version === 0,
    () => false,
  );

/** Names that the first migration takes. */
const TABLES = ['migration', 'image', 'embedding', 'label', 'label_count', 'search', 'setting', 'total'] as const;
