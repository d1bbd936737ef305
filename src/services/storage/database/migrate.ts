import { sql } from 'kysely';
import { SetupError } from '../../../lib/errors.js';
import type { Engine, Statement } from './engine.js';
import { MIGRATIONS, migrationTable, type ColumnTypes } from './migrations.js';

const plain = (text: string): Statement => ({ sql: text, parameters: [] });

/** How many migrations the database has had. */
async function versionOf(engine: Engine): Promise<number> {
  const { rows } = await sql<{ version: number | null }>`select max(number) as version from migration`.execute(
    engine.db,
  );
  return Number(rows[0]?.version ?? 0);
}

/**
 * Brings the tables to this version, forward only, each step in one transaction; the caller sees to it that one process does so.
 * @param place of the database, for messages
 * @throws SetupError STORE_TOO_NEW, STORE_OUTDATED (where `allowed` is false)
 */
export async function migrate(
  engine: Engine,
  options: { readonly types: ColumnTypes; readonly place: string; readonly allowed: boolean; readonly now: Date },
): Promise<{ readonly from: number; readonly to: number }> {
  const { types, place, allowed, now } = options;
  await engine.transaction([plain(migrationTable(types))]);
  const from = await versionOf(engine);
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
  for (const [index, { name, statements }] of MIGRATIONS.entries()) {
    if (index < from) continue;
    const noted = engine.db
      .insertInto('migration')
      .values({ number: index + 1, name, applied_at: now.toISOString() })
      .compile();
    await engine.transaction([...statements(types).map(plain), noted]);
  }
  return { from, to };
}
