import { sql, type Kysely } from 'kysely';
import type { ImageUpdate, StoredImage, UpdateOutcome } from '../../types/index.js';
import { type Engine, retried } from '../engine.js';
import type { Tables } from '../tables.js';
import { addTo, each, template, totalOf } from '../values.js';
import { LabelChanges } from './label-changes.js';
import { labelsOf } from './labels.js';
import { fileNameColumn, rowsById } from './records.js';

/** Replaces metadata and file names in one transaction. Each id once. */
export function updateImages(engine: Engine, updates: readonly ImageUpdate[]): Promise<(UpdateOutcome | undefined)[]> {
  return retried(async () => {
    const { db } = engine;
    const rows = await rowsById(
      db,
      updates.map(({ id }) => id),
    );
    const labels = new LabelChanges();
    const changed: { row: unknown[]; image: StoredImage }[] = [];
    for (const { id, ...update } of updates) {
      const known = rows.get(id);
      if (known === undefined) continue;
      const { position, change } = known;
      const { metadata = known.image.metadata, fileName = known.image.fileName } = update;
      labels.remove(position, labelsOf(known.image.metadata));
      labels.add(position, labelsOf(metadata));
      const image = { ...known.image, metadata, fileName };
      changed.push({ row: [JSON.stringify(metadata), fileNameColumn(fileName), position, change], image });
    }
    if (changed.length === 0) return updates.map(() => undefined);
    const count = changed.length;
    const [numbers] = await engine.transaction([
      addTo(db, 'change', count),
      ...each(
        template(db, 'image update', updateImage),
        changed.map(({ row }, index) => [count - 1 - index, ...row]),
        count,
      ),
      ...labels.statements(db),
    ]);
    const last = Number(numbers?.rows[0]?.value);
    const outcomes = new Map(
      changed.map(({ image }, index) => [image.id, { image, change: last - count + 1 + index }]),
    );
    return updates.map(({ id }) => outcomes.get(id));
  });
}

/** Only as it was read: its labels were computed from that. */
const updateImage = (db: Kysely<Tables>) =>
  sql`update image set change = ${totalOf('change')} - ${0}, metadata = ${''}, file_name = ${''} where position = ${0} and change = ${0}`.compile(
    db,
  );
