import { sql, type Kysely } from 'kysely';
import type { Tables } from '../tables.js';

/** Positions within a millisecond. */
const WITHIN = 2048;

/** Positions that are free where no other process creates pictures in the same milliseconds: what is tried first, since it asks for nothing. */
export class LikelyPositions {
  /** The last millisecond that was asked for, and the position after the last one given in it. */
  private last = { time: 0, next: 0 };

  /** @param times milliseconds since 1970 @returns a position for each, in order, after those that were given for the last one */
  of(times: readonly number[]): number[] {
    const used = new Map([[this.last.time, this.last.next]]);
    const positions = times.map((time) => {
      const position = used.get(time) ?? time * WITHIN;
      used.set(time, position + 1);
      // Past its millisecond there may be others: the first one is taken too, and then free ones are looked for.
      return position < (time + 1) * WITHIN ? position : time * WITHIN;
    });
    const time = times.at(-1) ?? this.last.time;
    this.last = { time, next: used.get(time) ?? this.last.next };
    return positions;
  }
}

/**
 * Free positions for pictures that were created at these times, in order. Another server may take the same ones: the key of the table
 * finds it out, and the transaction is tried again.
 * @param times milliseconds since 1970
 */
export async function freePositions(db: Kysely<Tables>, times: readonly number[]): Promise<number[]> {
  const next = new Map<number, number>();
  for (const time of new Set(times)) next.set(time, await firstFree(db, time * WITHIN));
  let overflow: number | undefined;
  const positions: number[] = [];
  for (const time of times) {
    const position = next.get(time) ?? time * WITHIN;
    if (position < (time + 1) * WITHIN) {
      next.set(time, position + 1);
      positions.push(position);
      continue;
    }
    // More in one millisecond than it has positions, which only an import can bring about: behind everything that is there.
    overflow ??= Math.max(...positions, await firstFree(db, -1, Number.MAX_SAFE_INTEGER));
    positions.push((overflow += 1));
  }
  return positions;
}

async function firstFree(db: Kysely<Tables>, from: number, to = from + WITHIN): Promise<number> {
  const { rows } = await sql<{
    last: number | null;
  }>`select max(position) as last from image where position >= ${from} and position < ${to}`.execute(db);
  const last = rows[0]?.last;
  return last === undefined || last === null ? from : Number(last) + 1;
}
