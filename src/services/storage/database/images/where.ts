import type { Kysely } from 'kysely';
import { LeopardError } from '../../../../lib/errors.js';
import type { DeleteOutcome, ExpectedImages, ExpectedOutcome, MetadataEdit, UpdateOutcome } from '../../types/index.js';
import { Conflict, type Engine, retried, type Statement } from '../engine.js';
import type { Tables } from '../tables.js';
import { deleteRows, lastChange } from './delete.js';
import { countPassing, findPositions } from './find.js';
import { type ImageRow, rowsAt } from './records.js';
import { editedRow, writeUpdates } from './update.js';

/** Edits every picture that a filter holds for, where it holds for as many as expected. */
export function editWhere(
  engine: Engine,
  images: ExpectedImages,
  edit: MetadataEdit,
): Promise<ExpectedOutcome<UpdateOutcome[]>> {
  return expecting(engine, images, (rows, guard) =>
    writeUpdates(
      engine,
      rows.map((row) => editedRow(row, edit)),
      guard,
    ),
  );
}

/** Deletes every picture that a filter holds for, where it holds for as many as expected. */
export function deleteWhere(engine: Engine, images: ExpectedImages): Promise<ExpectedOutcome<DeleteOutcome>> {
  return expecting(engine, images, async (rows, guard) => {
    if (rows.length === 0) return { deleted: [], notFound: [], change: await lastChange(engine.db) };
    return { ...(await deleteRows(engine, rows, guard)), notFound: [] };
  });
}

async function expecting<T>(
  engine: Engine,
  { filter, expected }: ExpectedImages,
  write: (rows: readonly ImageRow[], guard: readonly Statement[]) => Promise<T>,
): Promise<ExpectedOutcome<T>> {
  const { db } = engine;
  try {
    return await retried(async () => {
      // Read first: whatever changes from now on, so that the filter may hold for others, is a conflict.
      const change = await lastChange(db);
      const positions = await findPositions(db, { filter, order: 'OLDEST', first: expected + 1 });
      if (positions.length !== expected) {
        return { unexpected: positions.length < expected ? positions.length : await countPassing(db, filter) };
      }
      const rows = await rowsAt(db, positions);
      if (rows.length !== expected) throw new Conflict(0, 'a picture went while it was read');
      return { outcome: await write(rows, [unchangedSince(db, change, expected)]) };
    });
  } catch (error) {
    if (!(error instanceof Conflict)) throw error;
    const message = 'Other changes came between again and again, and nothing was changed. Try again in a moment.';
    throw new LeopardError('CONFLICT', message, { cause: error });
  }
}

/** Nobody has taken a change number since but this transaction, which took `own`. */
const unchangedSince = (db: Kysely<Tables>, change: number, own: number): Statement => ({
  ...db
    .selectFrom('total')
    .select('name')
    .where('name', '=', 'change')
    .where('value', '=', change + own)
    .compile(),
  expect: 1,
});
