import { sql, type Kysely } from 'kysely';
import type { ImageChange } from '../../types/index.js';
import type { Tables } from '../tables.js';

/** Changes behind a number, in order. One statement: between two, a picture could move from one list to the other. */
export async function readChanges(db: Kysely<Tables>, after: number, first: number): Promise<ImageChange[]> {
  const { rows } = await sql<{ number: number; id: string; deleted: number }>`select number, id, deleted from (
      select * from (select change as number, id, 0 as deleted from image where change > ${after} order by change limit ${first}) i
      union all
      select * from (select change as number, id, 1 as deleted from removal where change > ${after} order by change limit ${first}) r
    ) c order by number limit ${first}`.execute(db);
  return rows.map(({ number, id, deleted }) => ({ number: Number(number), id, deleted: Number(deleted) === 1 }));
}
