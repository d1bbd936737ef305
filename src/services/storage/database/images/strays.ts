import type { Kysely } from 'kysely';
import { type Engine, retried, type Statement } from '../engine.js';
import type { Tables } from '../tables.js';
import { addTo, chunks, each, template } from '../values.js';
import { insertRemoval, lastChange } from './delete.js';
import { nobodyRemoves, removing, RESERVED } from './removals.js';

/** Begins deletions of what has an object and no record: a server that stores such a picture meanwhile puts its object again. */
export function reserveStrays(engine: Engine, ids: readonly string[]): Promise<{ ids: string[]; change: number }> {
  return retried(async () => {
    const { db } = engine;
    const others = new Set([...(await stored(db, ids)), ...(await removing(db, ids))]);
    const strays = [...new Set(ids)].filter((id) => !others.has(id)).sort();
    if (strays.length === 0) return { ids: [], change: await lastChange(db) };
    const reserved = engine.shared ? (await engine.now()) + RESERVED : 0;
    const [numbers] = await engine.transaction([
      // First, as whoever stores a picture does: of the two, the second sees what the first committed.
      addTo(db, 'change', strays.length),
      ...nobodyStored(db, strays),
      ...nobodyRemoves(db, strays),
      ...each(
        template(db, 'removal insert', insertRemoval),
        strays.map((id, index) => [strays.length - 1 - index, id, 0, reserved]),
      ),
    ]);
    return { ids: strays, change: Number(numbers?.rows[0]?.value) };
  });
}

const storedAmong = (db: Kysely<Tables>, ids: readonly string[]) =>
  db.selectFrom('image').select('id').where('id', 'in', ids);

async function stored(db: Kysely<Tables>, ids: readonly string[]): Promise<string[]> {
  const found = await Promise.all(chunks(ids).map((part) => storedAmong(db, part).execute()));
  return found.flat().map(({ id }) => id);
}

const nobodyStored = (db: Kysely<Tables>, ids: readonly string[]): Statement[] =>
  chunks(ids).map((part) => ({ ...storedAmong(db, part).compile(), expect: 0 }));
