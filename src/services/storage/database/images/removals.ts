import { sql, type Kysely } from 'kysely';
import type { Engine, Statement } from '../engine.js';
import type { Tables } from '../tables.js';
import { chunks } from '../values.js';

/** Ids of those pictures whose deletion is not completed. */
export async function removing(db: Kysely<Tables>, ids: readonly string[]): Promise<Set<string>> {
  const found = new Set<string>();
  for (const part of chunks(ids)) {
    const rows = await db.selectFrom('removal').select('id').where('done', '=', 0).where('id', 'in', part).execute();
    for (const { id } of rows) found.add(id);
  }
  return found;
}

/** Conflicts where a deletion of one of these pictures is not completed. */
export function nobodyRemoves(db: Kysely<Tables>, ids: readonly string[]): Statement[] {
  return chunks(ids).map((part) => ({
    ...db.selectFrom('removal').select('id').where('done', '=', 0).where('id', 'in', part).compile(),
    expect: 0,
  }));
}

/** Completed deletions that every generation has applied, and on its disk, leave the feed. */
export const forgetRemovals = (db: Kysely<Tables>): Statement =>
  sql`delete from removal where done = 1 and change <= (select coalesce(min(durable), ${Number.MAX_SAFE_INTEGER}) from generation)`.compile(
    db,
  );

export async function completeRemovals(engine: Engine, ids: readonly string[]): Promise<void> {
  const { db } = engine;
  const done = chunks(ids).map((part) => db.updateTable('removal').set({ done: 1 }).where('id', 'in', part).compile());
  if (done.length > 0) await engine.transaction([...done, forgetRemovals(db)], { erases: true });
}

export async function pendingRemovals(db: Kysely<Tables>, first: number) {
  const rows = await db
    .selectFrom('removal')
    .select(['id', 'change'])
    .where('done', '=', 0)
    .orderBy('change')
    .limit(first)
    .execute();
  return rows.map(({ id, change }) => ({ id, change: Number(change) }));
}
