import { sql } from 'kysely';
import type { SearchRemoval } from '../types/index.js';
import type { Engine } from './engine.js';
import { addTo, chunks } from './values.js';

/** Forgets searches in one transaction, and the pictures that no other search has. @returns their objects, which are the caller's to delete */
export async function forgetSearches(engine: Engine, ids: readonly string[]): Promise<SearchRemoval> {
  const { db } = engine;
  const [part = []] = chunks(ids);
  const these = sql.join(part);
  // Asked before the searches go, and of those pictures only that they name: nothing looks at all searches.
  const orphans = sql`key in (select picture from search where id in (${these}) union select picture from search_part where search in (${these}))
    and not exists (select 1 from search s where s.picture = search_picture.key and s.id not in (${these}))
    and not exists (select 1 from search_part p where p.picture = search_picture.key and p.search not in (${these}))`;
  const results = await engine.transaction(
    [
      // Of several servers one at a time: what follows then sees what the others had committed.
      addTo(db, 'search_bytes', 0),
      sql`update total set value = value - (select coalesce(sum(bytes), 0) from search where id in (${these}))
        - (select coalesce(sum(bytes), 0) from search_picture where ${orphans}) where name = 'search_bytes'`.compile(
        db,
      ),
      sql`update total set value = value - (select count(*) from search where id in (${these})) where name = 'searches'`.compile(
        db,
      ),
      sql`delete from search_picture where ${orphans} returning key`.compile(db),
      db.deleteFrom('search_part').where('search', 'in', part).compile(),
      db.deleteFrom('search').where('id', 'in', part).compile(),
    ],
    { erases: true },
  );
  const [, , , pictures, , searches] = results;
  return { count: searches?.changes ?? 0, objects: (pictures?.rows ?? []).map(({ key }) => String(key)) };
}
