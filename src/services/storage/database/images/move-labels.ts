import { type RawBuilder, sql } from 'kysely';
import type { Engine, Statement } from '../engine.js';
import { each, template } from '../values.js';

/**
 * Moves labels that are pending to their place.
 * @param positions of the pictures whose labels are about to change there; left out: of all
 */
export function moveLabels(engine: Engine, positions?: readonly number[]): Statement[] {
  if (!engine.appendsLabels) return [];
  if (positions === undefined) return moves(engine, 'all', sql`1 = 1`);
  const rows = positions.map((position) => [position]);
  return moves(engine, 'some', sql`image = ${0}`).flatMap((statement) => each(statement, rows));
}

/** In the order of the labels: neighbours in the tables are written one after the other. */
const moves = ({ db }: Engine, name: string, which: RawBuilder<unknown>): Statement[] => [
  template(db, `pending_label to label, ${name}`, () =>
    sql`insert into label(label, image, number) select label, image, number from pending_label where findable = 1 and ${which} order by label, image`.compile(
      db,
    ),
  ),
  template(db, `pending_label to label_count, ${name}`, () =>
    sql`insert into label_count(label, key, value, n) select label, key, value, count(*) from pending_label where ${which} group by label
      on conflict(label) do update set n = label_count.n + excluded.n`.compile(db),
  ),
  template(db, `pending_label delete, ${name}`, () => sql`delete from pending_label where ${which}`.compile(db)),
];
