import { sql, type Kysely } from 'kysely';
import type { Statement } from '../engine.js';
import type { Tables } from '../tables.js';
import { each, template } from '../values.js';
import type { CountedLabel } from './labels.js';

type LabelRow = readonly [label: Buffer, image: number, number: number | null];

/** What a transaction adds to labels and their counts, and takes away from them; summed, then written in the order of the labels. */
export class LabelChanges {
  private readonly added: LabelRow[] = [];
  private readonly removed: (readonly [label: Buffer, image: number])[] = [];
  private readonly counts = new Map<string, { label: CountedLabel; by: number }>();

  add(position: number, labels: readonly CountedLabel[]): void {
    for (const label of labels) {
      if (label.findable) this.added.push([label.label, position, label.number]);
      this.count(label, 1);
    }
  }

  remove(position: number, labels: readonly CountedLabel[]): void {
    for (const label of labels) {
      if (label.findable) this.removed.push([label.label, position]);
      this.count(label, -1);
    }
  }

  /** Neighbours in the tables are written one after the other; and of two servers none waits for a row that the other has and vice versa. */
  statements(db: Kysely<Tables>): Statement[] {
    const byLabel = (one: readonly [Buffer, ...unknown[]], other: readonly [Buffer, ...unknown[]]) =>
      one[0].compare(other[0]);
    const counts = [...this.counts.values()].filter(({ by }) => by !== 0);
    const more = counts
      .filter(({ by }) => by > 0)
      .map(({ label: { label, key, value }, by }) => [label, key, value, by] as const);
    const fewer = counts.filter(({ by }) => by < 0).map(({ label: { label }, by }) => [label, -by] as const);
    fewer.sort(byLabel);
    return [
      ...each(template(db, 'label delete', deleteLabel), this.removed.sort(byLabel)),
      ...each(template(db, 'label insert', insertLabel), this.added.sort(byLabel)),
      ...each(template(db, 'label_count more', addToCount), more.sort(byLabel)),
      ...each(
        template(db, 'label_count fewer', takeFromCount),
        fewer.map(([label, by]) => [by, label]),
      ),
      ...each(
        template(db, 'label_count none', deleteCount),
        fewer.map(([label]) => [label]),
      ),
    ];
  }

  private count(label: CountedLabel, by: 1 | -1): void {
    const name = label.label.toString('latin1');
    const count = this.counts.get(name);
    if (count === undefined) this.counts.set(name, { label, by });
    else count.by += by;
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
