import { sql, type Kysely } from 'kysely';
import type { JsonObject } from '../../../../lib/json.js';
import type { ImageUpdate, MetadataEdit, UpdateOutcome } from '../../types/index.js';
import { type Engine, retried, type Statement } from '../engine.js';
import type { Tables } from '../tables.js';
import { addTo, each, template, totalOf } from '../values.js';
import { LabelChanges } from './label-changes.js';
import { labelsOf } from './labels.js';
import { fileNameColumn, type ImageRow, rowsById } from './records.js';

/** A row as it was read, and what becomes of it. */
export interface RowUpdate {
  readonly row: ImageRow;
  readonly metadata: JsonObject;
  readonly fileName: string | null;
}

/** Replaces metadata and file names in one transaction. Each id once. */
export function updateImages(engine: Engine, updates: readonly ImageUpdate[]): Promise<(UpdateOutcome | undefined)[]> {
  const byId = new Map(updates.map((update) => [update.id, update]));
  return updateRows(engine, [...byId.keys()], (row) => {
    const { metadata = row.image.metadata, fileName = row.image.fileName } = byId.get(row.image.id) ?? {};
    return { row, metadata, fileName };
  });
}

/** Edits metadata as it is then, in one transaction. Each id once. */
export function editImages(
  engine: Engine,
  ids: readonly string[],
  edit: MetadataEdit,
): Promise<(UpdateOutcome | undefined)[]> {
  return updateRows(engine, ids, (row) => editedRow(row, edit));
}

export const editedRow = (row: ImageRow, edit: MetadataEdit): RowUpdate => {
  return { row, metadata: edit(row.image.metadata), fileName: row.image.fileName };
};

function updateRows(engine: Engine, ids: readonly string[], update: (row: ImageRow) => RowUpdate) {
  return retried(async () => {
    const rows = await rowsById(engine.db, ids);
    const updates = ids.flatMap((id) => {
      const row = rows.get(id);
      return row === undefined ? [] : [update(row)];
    });
    const outcomes = new Map((await writeUpdates(engine, updates)).map((outcome) => [outcome.image.id, outcome]));
    return ids.map((id) => outcomes.get(id));
  });
}

/**
 * In one transaction, each row as it was read.
 * @param guard what else has to hold, after the change numbers were taken
 * @throws Conflict
 */
export async function writeUpdates(
  engine: Engine,
  updates: readonly RowUpdate[],
  guard: readonly Statement[] = [],
): Promise<UpdateOutcome[]> {
  const count = updates.length;
  if (count === 0) return [];
  const { db } = engine;
  const labels = new LabelChanges();
  for (const { row, metadata } of updates) {
    labels.remove(row.position, labelsOf(row.image.metadata));
    labels.add(row.position, labelsOf(metadata));
  }
  const [numbers] = await engine.transaction([
    addTo(db, 'change', count),
    ...guard,
    ...each(
      template(db, 'image update', updateImage),
      updates.map(({ row, metadata, fileName }, index) => [
        ...[count - 1 - index, JSON.stringify(metadata), fileNameColumn(fileName)],
        ...[row.position, row.change],
      ]),
      count,
    ),
    ...labels.statements(engine),
  ]);
  const last = Number(numbers?.rows[0]?.value);
  return updates.map(({ row, metadata, fileName }, index) => {
    return { image: { ...row.image, metadata, fileName }, change: last - count + 1 + index };
  });
}

/** Only as it was read: its labels were computed from that. */
const updateImage = (db: Kysely<Tables>) =>
  sql`update image set change = ${totalOf('change')} - ${0}, metadata = ${''}, file_name = ${''} where position = ${0} and change = ${0}`.compile(
    db,
  );
