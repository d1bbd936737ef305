import { sql, type Kysely } from 'kysely';
import type { DeleteOutcome } from '../../types/index.js';
import { type Engine, retried, type Statement } from '../engine.js';
import type { Tables } from '../tables.js';
import { addTo, each, template, totalOf } from '../values.js';
import { LabelChanges } from './label-changes.js';
import { labelsOf } from './labels.js';
import { type ImageRow, rowsById } from './records.js';
import { RESERVED } from './removals.js';

/** Deletions in one transaction at most: what they add to the log has to fit into the room that is kept for a full disk. */
const TOGETHER = 100;

export async function deleteImages(engine: Engine, ids: readonly string[]): Promise<DeleteOutcome> {
  const wanted = [...new Set(ids)];
  const deleted: string[] = [];
  let change: number | undefined;
  for (let start = 0; start < wanted.length; start += TOGETHER) {
    const part = await deleteTogether(engine, wanted.slice(start, start + TOGETHER));
    deleted.push(...part.deleted);
    change = part.change ?? change;
  }
  const gone = new Set(deleted);
  return { deleted, notFound: wanted.filter((id) => !gone.has(id)), change: change ?? (await lastChange(engine.db)) };
}

export async function lastChange(db: Kysely<Tables>): Promise<number> {
  const row = await db.selectFrom('total').select('value').where('name', '=', 'change').executeTakeFirst();
  return Number(row?.value ?? 0);
}

function deleteTogether(engine: Engine, ids: readonly string[]): Promise<{ deleted: string[]; change?: number }> {
  return retried(async () => {
    const found = await rowsById(engine.db, ids);
    const rows = ids.map((id) => found.get(id)).filter((row): row is ImageRow => row !== undefined);
    return rows.length === 0 ? { deleted: [] } : deleteRows(engine, rows);
  });
}

/**
 * In one transaction, each row as it was read.
 * @param guard what else has to hold, after the change numbers were taken
 * @throws Conflict
 */
export async function deleteRows(
  engine: Engine,
  rows: readonly ImageRow[],
  guard: readonly Statement[] = [],
): Promise<{ deleted: string[]; change: number }> {
  const { db } = engine;
  const count = rows.length;
  const reserved = engine.shared ? (await engine.now()) + RESERVED : 0;
  const labels = new LabelChanges();
  for (const { position, image } of rows) labels.remove(position, labelsOf(image.metadata));
  const [numbers] = await engine.transaction(
    [
      addTo(db, 'change', count),
      ...guard,
      addTo(db, 'images', -count),
      ...each(
        template(db, 'removal insert', insertRemoval),
        rows.map(({ image }, index) => [count - 1 - index, image.id, 0, reserved]),
      ),
      ...labels.statements(engine),
      ...each(
        template(db, 'embedding delete', deleteEmbedding),
        rows.map(({ position }) => [position]),
      ),
      ...each(
        template(db, 'image delete', deleteImage),
        rows.map(({ position, change }) => [position, change]),
        count,
      ),
    ],
    { erases: true },
  );
  return { deleted: rows.map(({ image }) => image.id), change: Number(numbers?.rows[0]?.value) };
}

export const insertRemoval = (db: Kysely<Tables>) =>
  sql`insert into removal(change, id, done, reserved_until) values (${totalOf('change')} - ${0}, ${''}, ${0}, ${0})
    on conflict(id) do update set change = excluded.change, done = excluded.done, reserved_until = excluded.reserved_until`.compile(
    db,
  );
const deleteEmbedding = (db: Kysely<Tables>) => sql`delete from embedding where image = ${0}`.compile(db);
/** Only as it was read: its labels were computed from that. */
const deleteImage = (db: Kysely<Tables>) => sql`delete from image where position = ${0} and change = ${0}`.compile(db);
