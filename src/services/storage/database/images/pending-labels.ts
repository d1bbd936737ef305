import { sql, type Kysely } from 'kysely';
import type { JsonObject } from '../../../../lib/json.js';
import type { Engine, Statement } from '../engine.js';
import type { Tables } from '../tables.js';
import { each, template } from '../values.js';
import { LabelChanges } from './label-changes.js';
import { labelsOf } from './labels.js';
import { moveLabels } from './move-labels.js';

/** Characters of keys and values in `pending_label` from which on it is moved: many readers look through all of it. */
const MOST = 1_000_000;
/** What a row counts besides. */
const ROW = 100;

/** A new picture. */
interface Labelled {
  readonly position: number;
  readonly image: { readonly metadata: JsonObject };
}

/**
 * Writes the labels of new pictures: at the end of a list, `pending_label`, and from there, many at a time, to `label` and `label_count`, where
 * one picture would touch a page for nearly each of them. Readers look at both (the views `labelled` and `counted_label`), so that what is
 * committed is found, moved or not. GIN indexes of PostgreSQL do the same: https://www.postgresql.org/docs/current/gin.html#GIN-FAST-UPDATE
 */
export class PendingLabels {
  /** Of the list. What an earlier process has left there is not known: the first move is for that. */
  private size = MOST;

  constructor(private readonly engine: Engine) {}

  /** @returns what goes into the transaction, and what to call when it is committed */
  append(images: readonly Labelled[]): { statements: Statement[]; committed: () => void } {
    const { engine } = this;
    if (!engine.appendsLabels) {
      const labels = new LabelChanges();
      for (const { position, image } of images) labels.add(position, labelsOf(image.metadata));
      return { statements: labels.statements(engine), committed: () => undefined };
    }
    const rows: unknown[][] = [];
    let size = this.size;
    for (const { position, image } of images) {
      for (const { label, number, key, value, findable } of labelsOf(image.metadata)) {
        rows.push([position, label, number, key, value, Number(findable)]);
        size += ROW + key.length + (value?.length ?? 0);
      }
    }
    const full = size > MOST;
    return {
      statements: [
        ...each(template(engine.db, 'pending_label insert', insert), rows),
        ...(full ? moveLabels(engine) : []),
      ],
      committed: () => (this.size = full ? 0 : size),
    };
  }
}

const insert = (db: Kysely<Tables>) =>
  sql`insert into pending_label(image, label, number, key, value, findable) values (${0}, ${''}, ${null}, ${''}, ${''}, ${0})`.compile(
    db,
  );
