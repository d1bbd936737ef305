import { type Engine, retried } from '../engine.js';
import { addTo, each, template } from '../values.js';
import { insertRemoval } from './delete.js';
import { renumber } from './embeddings.js';
import { rowsById } from './records.js';

/** Gives pictures new numbers; those that are gone become deletions that are completed. */
export function touchImages(engine: Engine, ids: readonly string[]): Promise<void> {
  return retried(async () => {
    const { db } = engine;
    const wanted = [...new Set(ids)];
    if (wanted.length === 0) return;
    const rows = await rowsById(db, wanted);
    const there = wanted.flatMap((id) => rows.get(id) ?? []);
    const gone = wanted.filter((id) => !rows.has(id));
    await engine.transaction([
      addTo(db, 'change', gone.length),
      ...each(
        template(db, 'removal insert', insertRemoval),
        gone.map((id, index) => [gone.length - 1 - index, id, 1, 0]),
      ),
      addTo(db, 'change', there.length),
      ...renumber(db, there),
    ]);
  });
}
