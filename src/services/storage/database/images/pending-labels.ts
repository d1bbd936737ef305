import { sql, type Kysely } from 'kysely';
import type { JsonObject } from '../../../../lib/json.js';
import type { Engine, Statement } from '../engine.js';
import type { Tables } from '../tables.js';
import { each, template } from '../values.js';
import { LabelChanges } from './label-changes.js';
import { labelsOf } from './labels.js';
import { moveAll } from './move-labels.js';

/** Rows of `pending_label` from which on they are moved: every reader looks through all of them. */
const MOST = 8192;

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
  /** In the list. What an earlier process has left there is not known: the first move is for that. */
  private rows = MOST;

  constructor(private readonly engine: Engine) {}

  /** @returns what goes into the transaction, and what to call when it is committed */
  append(images: readonly Labelled[]): { statements: Statement[]; committed: () => void } {
    const { engine } = this;
    if (!engine.appendsLabels) {
      const labels = new LabelChanges();
      for (const { position, image } of images) labels.add(position, labelsOf(image.metadata));
      return { statements: labels.statements(engine), committed: () => undefined };
    }
    const rows = images.flatMap(({ position, image }) =>
      labelsOf(image.metadata).map(({ label, number, key, value, findable }) => {
        return [position, label, number, key, value, Number(findable)];
      }),
    );
    const total = this.rows + rows.length;
    return {
      statements: [
        ...each(template(engine.db, 'pending_label insert', insert), rows),
        ...(total > MOST ? moveAll() : []),
      ],
      committed: () => (this.rows = total > MOST ? 0 : total),
    };
  }
}

const insert = (db: Kysely<Tables>) =>
  sql`insert into pending_label(image, label, number, key, value, findable) values (${0}, ${''}, ${null}, ${''}, ${''}, ${0})`.compile(
    db,
  );
