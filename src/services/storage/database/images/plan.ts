import { sql, type Kysely, type RawBuilder } from 'kysely';
import type { MetadataCondition, MetadataFilter } from '../../types/index.js';
import type { Tables } from '../tables.js';
import { isScalar } from '../../metadata-values.js';
import { keyLabel, type Label, numberLabel, valueLabel } from './labels.js';

/** Rows that are fetched, tested and sorted at once. */
const FEW = 5_000;

/**
 * How pictures that pass a filter are found. `few`: positions among which all of them are, in no order. `walk`: a table and a column of
 * positions in the order of pages, of which some pass.
 */
export type Plan =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'few'; readonly positions: RawBuilder<unknown> }
  | { readonly kind: 'walk'; readonly label: Label | undefined };

const bounded = ({ lessThan, atMost, greaterThan, atLeast }: MetadataCondition): boolean =>
  lessThan !== undefined || atMost !== undefined || greaterThan !== undefined || atLeast !== undefined;

/** Labels of which a picture must have one for the condition to hold; undefined where there are none such. */
function labelsFor(condition: MetadataCondition): Label[] | undefined {
  const { key, equals, in: among, exists } = condition;
  if (equals !== undefined) return isScalar(equals) ? [valueLabel(key, equals)] : [];
  if (among !== undefined) return among.filter(isScalar).map((value) => valueLabel(key, value));
  if (bounded(condition)) return [numberLabel(key)];
  return exists === true ? [keyLabel(key)] : undefined;
}

/** Sets of labels; every picture that passes has one label of each set. */
function requiredSets(filter: MetadataFilter): Label[][] {
  const sets = (filter.all ?? []).map(labelsFor);
  if (filter.any !== undefined) {
    const alternatives = filter.any.map(labelsFor);
    if (alternatives.every((labels) => labels !== undefined)) sets.push(alternatives.flat());
  }
  return sets.filter((set) => set !== undefined);
}

/** How many pictures have each label, by its hexadecimal digits. */
export async function countsOf(db: Kysely<Tables>, labels: readonly Label[]): Promise<Map<string, number>> {
  if (labels.length === 0) return new Map();
  const rows = await db
    .selectFrom('counted_label')
    .select(({ fn }) => ['label', fn.sum('n').as('n')])
    .where('label', 'in', labels)
    .groupBy('label')
    .execute();
  return new Map(rows.map(({ label, n }) => [Buffer.from(label).toString('hex'), Number(n)]));
}

/** The set that fewest pictures have drives the search; one label that has many is walked along, in the order of pages. */
export async function planOf(db: Kysely<Tables>, filter: MetadataFilter): Promise<Plan> {
  const sets = requiredSets(filter);
  if (sets.some((set) => set.length === 0)) return { kind: 'nothing' };
  const counts = await countsOf(db, sets.flat());
  const countOf = (set: Label[]) => set.reduce((sum, label) => sum + (counts.get(label.toString('hex')) ?? 0), 0);
  const sized = sets.map((set) => ({ set, n: countOf(set) })).sort((one, other) => one.n - other.n);
  const [smallest] = sized;
  if (smallest?.n === 0) return { kind: 'nothing' };
  if (smallest !== undefined && smallest.n <= FEW) {
    return {
      kind: 'few',
      positions: sql`select distinct image from labelled where label in (${sql.join(smallest.set)})`,
    };
  }
  const range = await smallRange(db, filter);
  if (range !== undefined) return { kind: 'few', positions: range };
  return { kind: 'walk', label: sized.find(({ set }) => set.length === 1)?.set[0] };
}

/** A comparison that few numbers satisfy. */
async function smallRange(db: Kysely<Tables>, filter: MetadataFilter): Promise<RawBuilder<unknown> | undefined> {
  for (const condition of filter.all ?? []) {
    if (!bounded(condition)) continue;
    const { key, lessThan = Infinity, atMost = Infinity, greaterThan = -Infinity, atLeast = -Infinity } = condition;
    // Databases know no infinity as a parameter. The open ends are tested with the rest of the filter.
    const low = Math.max(greaterThan, atLeast, -Number.MAX_VALUE);
    const high = Math.min(lessThan, atMost, Number.MAX_VALUE);
    const numbers = sql`image from labelled where label = ${numberLabel(key)} and number is not null and number >= ${low} and number <= ${high}`;
    const { rows } = await sql<{ n: number }>`select count(*) as n from (select ${numbers} limit ${FEW + 1}) r`.execute(
      db,
    );
    // "distinct" keeps SQLite from walking all numbers of the key in the order of positions.
    if (Number(rows[0]?.n) <= FEW) return sql`select distinct ${numbers}`;
  }
  return undefined;
}
