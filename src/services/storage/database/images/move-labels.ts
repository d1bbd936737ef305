import { sql, type Kysely } from 'kysely';
import type { Engine, Statement } from '../engine.js';
import type { Tables } from '../tables.js';
import { each, template } from '../values.js';

/** In the order of the labels: neighbours in the tables are written one after the other. */
const ALL = [
  'insert into label(label, image, number) select label, image, number from pending_label where findable = 1 order by label, image',
  `insert into label_count(label, key, value, n) select label, key, value, count(*) from pending_label where true group by label
     on conflict(label) do update set n = label_count.n + excluded.n`,
  'delete from pending_label',
];

export const moveAll = (): Statement[] => ALL.map((text) => ({ sql: text, parameters: [] }));

/** Moves the labels of some pictures, before they are changed there. */
export function moveOf({ appendsLabels, db }: Engine, positions: readonly number[]): Statement[] {
  if (!appendsLabels) return [];
  const rows = positions.map((position) => [position]);
  return [
    ...each(template(db, 'pending_label to label', toLabel), rows),
    ...each(template(db, 'pending_label to label_count', toCount), rows),
    ...each(template(db, 'pending_label delete', deletePending), rows),
  ];
}

const toLabel = (db: Kysely<Tables>) =>
  sql`insert into label(label, image, number) select label, image, number from pending_label where image = ${0} and findable = 1`.compile(
    db,
  );
const toCount = (db: Kysely<Tables>) =>
  sql`insert into label_count(label, key, value, n) select label, key, value, 1 from pending_label where image = ${0}
    on conflict(label) do update set n = label_count.n + 1`.compile(db);
const deletePending = (db: Kysely<Tables>) => sql`delete from pending_label where image = ${0}`.compile(db);
