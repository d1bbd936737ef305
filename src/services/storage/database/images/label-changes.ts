import { sql, type Kysely } from 'kysely';
import type { Engine, Statement } from '../engine.js';
import type { Tables } from '../tables.js';
import { each, template } from '../values.js';
import type { CountedLabel } from './labels.js';
import { moveLabels } from './move-labels.js';

/** What becomes of one label. */
interface Change {
  readonly label: CountedLabel;
  /** Added to its count. */
  by: number;
  /** Pictures that get it, with the number where it is that of a number. */
  readonly added: { readonly position: number; readonly number: number | null }[];
  /** Positions of pictures that lose it. */
  readonly removed: number[];
}

/** What a transaction adds to labels and their counts, and takes away from them; summed, then written in the order of the labels. */
export class LabelChanges {
  private readonly changes = new Map<string, Change>();

  add(position: number, labels: readonly CountedLabel[]): void {
    for (const label of labels) {
      const change = this.of(label);
      change.by += 1;
      if (label.findable) change.added.push({ position, number: label.number });
    }
  }

  remove(position: number, labels: readonly CountedLabel[]): void {
    for (const label of labels) {
      const change = this.of(label);
      change.by -= 1;
      if (label.findable) change.removed.push(position);
    }
  }

  /** Neighbours in the tables are written one after the other; and of two servers none waits for a row that the other has and vice versa. */
  statements(engine: Engine): Statement[] {
    const { db } = engine;
    const changes = [...this.changes.values()].sort((one, other) => one.label.label.compare(other.label.label));
    const more = changes.filter(({ by }) => by > 0);
    const fewer = changes.filter(({ by }) => by < 0);
    return [
      ...moveLabels(engine, [...new Set(changes.flatMap(({ removed }) => removed))]),
      ...each(
        template(db, 'label delete', deleteLabel),
        changes.flatMap(({ label: { label }, removed }) => removed.map((position) => [label, position])),
      ),
      ...each(
        template(db, 'label insert', insertLabel),
        changes.flatMap(({ label: { label }, added }) =>
          added.map(({ position, number }) => [label, position, number]),
        ),
      ),
      ...each(
        template(db, 'label_count more', addToCount),
        more.map(({ label: { label, key, value }, by }) => [label, key, value, by]),
      ),
      ...each(
        template(db, 'label_count fewer', takeFromCount),
        fewer.map(({ label: { label }, by }) => [-by, label]),
      ),
      ...each(
        template(db, 'label_count none', deleteCount),
        fewer.map(({ label: { label } }) => [label]),
      ),
    ];
  }

  private of(label: CountedLabel): Change {
    const name = label.label.toString('latin1');
    let change = this.changes.get(name);
    if (change === undefined) this.changes.set(name, (change = { label, by: 0, added: [], removed: [] }));
    return change;
  }
}

const NONE = Buffer.alloc(0);
const insertLabel = (db: Kysely<Tables>) =>
  sql`insert into label(label, image, number) values (${NONE}, ${0}, ${null})`.compile(db);
const deleteLabel = (db: Kysely<Tables>) => sql`delete from label where label = ${NONE} and image = ${0}`.compile(db);
const addToCount = (db: Kysely<Tables>) =>
  sql`insert into label_count(label, key, value, n) values (${NONE}, ${''}, ${''}, ${0}) on conflict(label) do update set n = label_count.n + excluded.n`.compile(
    db,
  );
const takeFromCount = (db: Kysely<Tables>) =>
  sql`update label_count set n = n - ${0} where label = ${NONE}`.compile(db);
const deleteCount = (db: Kysely<Tables>) => sql`delete from label_count where label = ${NONE} and n <= 0`.compile(db);
