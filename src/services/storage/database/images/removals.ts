import { sql, type Kysely } from 'kysely';
import { type ImageToPut, OBJECT_AGE } from '../../types/index.js';
import type { Engine, Statement } from '../engine.js';
import type { Tables } from '../tables.js';
import { chunks, each, template } from '../values.js';

/** Milliseconds for which a deletion is left to the process that began it: longer than its last request to the object store can take. */
export const RESERVED = 30_000;
/** Milliseconds for which it is kept when an object was deleted: longer than OBJECT_AGE. */
const KEPT = 300_000;

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
  if (ids.length === 0) return;
  const done = chunks(ids).map((part) => db.updateTable('removal').set({ done: 1 }).where('id', 'in', part).compile());
  await engine.transaction([...done, ...(await noteRemoved(engine, ids)), forgetRemovals(db)], { erases: true });
}

/** Where others may put the same picture meanwhile, they find out that its object was deleted. */
async function noteRemoved(engine: Engine, ids: readonly string[]): Promise<Statement[]> {
  if (!engine.shared) return [];
  const { db, clock } = engine;
  const now = await engine.now();
  // The time of the commit, and not an earlier one, is what counts.
  const noted = each(
    template(db, 'removed insert', insertRemoved),
    [...new Set(ids)].sort().map((id) => [id, now]),
  );
  const dated = chunks(ids).map((part) =>
    sql`update removed set at = ${clock} where id in (${sql.join(part)})`.compile(db),
  );
  return [sql`delete from removed where at < ${now - KEPT}`.compile(db), ...noted, ...dated];
}

const insertRemoved = (db: Kysely<Tables>) =>
  sql`insert into removed(id, at) values (${''}, ${0}) on conflict(id) do update set at = excluded.at`.compile(db);

export async function reserveRemovals(engine: Engine, ids: readonly string[]): Promise<string[]> {
  const { db, clock } = engine;
  if (!engine.shared) return [...(await removing(db, ids))];
  const results = await engine.transaction(
    chunks(ids).map((part) =>
      sql`update removal set reserved_until = ${clock} + ${RESERVED} where done = 0 and reserved_until <= ${clock}
        and id in (${sql.join(part)}) returning id`.compile(db),
    ),
  );
  return results.flatMap(({ rows }) => rows.map(({ id }) => String(id)));
}

export async function removedSince({ db, clock }: Engine, time: number): Promise<{ ids: string[]; now: number }> {
  const { rows } = await sql<{ id: string | null; now: number }>`select null as id, ${clock} as now union all
    select id, at as now from removed where at >= ${time}`.execute(db);
  return { ids: rows.flatMap(({ id }) => id ?? []), now: Number(rows[0]?.now) };
}

/** Pictures of which an object may have been deleted since it was put, or was put too long ago to know. */
export async function outdated(engine: Engine, images: readonly ImageToPut[]): Promise<Set<string>> {
  const since = sinceOf(engine, images);
  if (since.length === 0) return new Set();
  const { rows } = await taken(engine, since).execute(engine.db);
  const now = await engine.now();
  const late = since.filter(([, time]) => now - time > OBJECT_AGE).map(([id]) => id);
  return new Set([...rows.map(({ id }) => id), ...late]);
}

/** Conflicts where there is one of those. */
export function nothingOutdated(engine: Engine, images: readonly ImageToPut[]): Statement[] {
  const since = sinceOf(engine, images);
  if (since.length === 0) return [];
  const { db, clock } = engine;
  const first = Math.min(...since.map(([, time]) => time));
  return [
    { ...taken(engine, since).compile(db), expect: 0 },
    { ...sql`select 1 where ${clock} - ${first} <= ${OBJECT_AGE}`.compile(db), expect: 1 },
  ];
}

const sinceOf = ({ shared }: Engine, images: readonly ImageToPut[]) =>
  shared
    ? images.flatMap(({ record, objectSince }) =>
        objectSince === undefined ? [] : [[record.id, objectSince] as const],
      )
    : [];

const taken = ({ clock }: Engine, since: readonly (readonly [string, number])[]) =>
  sql<{ id: string }>`select id from removed where at <= ${clock} and (${sql.join(
    since.map(([id, time]) => sql`(id = ${id} and at >= ${time})`),
    sql` or `,
  )})`;

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
