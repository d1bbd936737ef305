import type { Kysely } from 'kysely';
import type { ImageOrder, ImagePage, MetadataFilter, PageOptions } from '../../types/index.js';
import type { Tables } from '../tables.js';
import { decodeCursor, encodeCursor } from './cursor.js';
import { findPositions } from './find.js';
import { type ImageRow, rowOf, rowsAt } from './records.js';

/** @throws LeopardError BAD_USER_INPUT; the reason of the signal */
export async function readPage(
  db: Kysely<Tables>,
  { first, order, filter, signal, ...options }: PageOptions,
): Promise<ImagePage> {
  const after = options.after === undefined ? undefined : decodeCursor(options.after);
  // One more than asked for says whether there is another page.
  const rows =
    filter === undefined || isEmpty(filter)
      ? await inOrder(db, order, first + 1, after)
      : await rowsAt(db, await findPositions(db, { filter, order, first: first + 1, after, signal }));
  const page = rows.slice(0, first);
  return {
    images: page.map(({ image }) => image),
    cursors: page.map(({ position }) => encodeCursor(position)),
    hasNextPage: rows.length > first,
  };
}

const isEmpty = ({ all = [], any, none = [] }: MetadataFilter) =>
  all.length === 0 && any === undefined && none.length === 0;

async function inOrder(
  db: Kysely<Tables>,
  order: ImageOrder,
  count: number,
  after: number | undefined,
): Promise<ImageRow[]> {
  const newest = order === 'NEWEST';
  let query = db
    .selectFrom('image')
    .selectAll()
    .orderBy('position', newest ? 'desc' : 'asc')
    .limit(count);
  if (after !== undefined) query = query.where('position', newest ? '<' : '>', after);
  return (await query.execute()).map(rowOf);
}
