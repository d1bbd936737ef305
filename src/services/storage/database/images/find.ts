import { sql, type Kysely, type RawBuilder } from 'kysely';
import type { ImageOrder, MetadataFilter } from '../../types/index.js';
import type { Tables } from '../tables.js';
import { passes } from './conditions.js';
import { planOf, type Plan } from './plan.js';

/** Pictures that one statement looks at: few first, since a page is often found among them; never so many that others wait long. */
const WINDOWS = [500, 2_000, 8_000, 20_000];

interface Direction {
  /** Compares a position with the one from which the search goes on. */
  readonly beyond: RawBuilder<unknown>;
  /** Compares a position with the last one of a window. */
  readonly within: RawBuilder<unknown>;
  readonly order: RawBuilder<unknown>;
  readonly last: RawBuilder<unknown>;
  readonly start: number;
}

const DIRECTIONS: Readonly<Record<ImageOrder, Direction>> = {
  NEWEST: {
    beyond: sql.raw('<'),
    within: sql.raw('>='),
    order: sql.raw('desc'),
    last: sql.raw('min'),
    start: Number.MAX_SAFE_INTEGER,
  },
  OLDEST: { beyond: sql.raw('>'), within: sql.raw('<='), order: sql.raw('asc'), last: sql.raw('max'), start: -1 },
};

const positionsIn = ({ rows }: { rows: { position: number }[] }) => rows.map(({ position }) => Number(position));

/**
 * Positions of the pictures that pass, in the order of pages, behind `after`.
 * @param first at most so many
 * @throws the reason of the signal, which is looked at between windows
 */
export async function findPositions(
  db: Kysely<Tables>,
  options: { filter: MetadataFilter; order: ImageOrder; first: number; after?: number; signal?: AbortSignal },
): Promise<number[]> {
  const { filter, order, first, signal } = options;
  const { start } = DIRECTIONS[order];
  const after = options.after ?? start;
  signal?.throwIfAborted();
  const plan = await planOf(db, filter);
  if (plan.kind === 'nothing') return [];
  if (plan.kind === 'few') return sorted(db, { positions: plan.positions, filter, order, first, after });
  const found: number[] = [];
  for await (const window of windows(db, plan, order, after, signal)) {
    const { order: direction } = DIRECTIONS[order];
    const rest = first - found.length;
    found.push(
      ...positionsIn(
        await sql<{
          position: number;
        }>`select w.position from (${window}) w where ${passes(filter, sql.ref('w.position'))} order by w.position ${direction} limit ${rest}`.execute(
          db,
        ),
      ),
    );
    if (found.length >= first) break;
  }
  return found;
}

/** How many pictures pass. @throws the reason of the signal */
export async function countPassing(db: Kysely<Tables>, filter: MetadataFilter, signal?: AbortSignal): Promise<number> {
  signal?.throwIfAborted();
  const plan = await planOf(db, filter);
  if (plan.kind === 'nothing') return 0;
  const passing = async (positions: RawBuilder<unknown>) => {
    const { rows } = await sql<{
      n: number;
    }>`select count(*) as n from (${positions}) w where ${passes(filter, sql.ref('w.position'))}`.execute(db);
    return Number(rows[0]?.n);
  };
  if (plan.kind === 'few') return passing(sql`select d.image as position from (${plan.positions}) d`);
  let count = 0;
  for await (const window of windows(db, plan, 'NEWEST', DIRECTIONS.NEWEST.start, signal))
    count += await passing(window);
  return count;
}

async function sorted(
  db: Kysely<Tables>,
  options: { positions: RawBuilder<unknown>; filter: MetadataFilter; order: ImageOrder; first: number; after: number },
): Promise<number[]> {
  const { positions, filter, first, after } = options;
  const { beyond, order } = DIRECTIONS[options.order];
  return positionsIn(
    await sql<{
      position: number;
    }>`select d.image as position from (${positions}) d where d.image ${beyond} ${after} and ${passes(filter, sql.ref('d.image'))} order by d.image ${order} limit ${first}`.execute(
      db,
    ),
  );
}

/**
 * Statements that give the positions of one window after the other, each between two ends that are read first: what is stored meanwhile
 * moves no end, and nothing is met twice.
 */
async function* windows(
  db: Kysely<Tables>,
  plan: Extract<Plan, { kind: 'walk' }>,
  direction: ImageOrder,
  after: number,
  signal: AbortSignal | undefined,
): AsyncGenerator<RawBuilder<unknown>> {
  const { beyond, within, order, last } = DIRECTIONS[direction];
  const position = sql.ref(plan.label === undefined ? 'd.position' : 'd.image');
  const walked = plan.label === undefined ? sql`image d where` : sql`labelled d where d.label = ${plan.label} and`;
  let from = after;
  for (let turn = 0; ; turn++) {
    signal?.throwIfAborted();
    const size = WINDOWS[Math.min(turn, WINDOWS.length - 1)] ?? 0;
    const following = sql`from ${walked} ${position} ${beyond} ${from}`;
    const { rows } = await sql<{
      end: number | null;
      n: number;
    }>`select ${last}(w.position) as end, count(*) as n
      from (select ${position} as position ${following} order by ${position} ${order} limit ${size}) w`.execute(db);
    const [looked] = rows;
    if (looked?.end === undefined || looked.end === null) return;
    const end = Number(looked.end);
    yield sql`select ${position} as position ${following} and ${position} ${within} ${end}`;
    if (Number(looked.n) < size) return;
    from = end;
  }
}
