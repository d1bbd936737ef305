import { sql, type Kysely } from 'kysely';
import type { JsonObject } from '../../../../lib/json.js';
import type { MetadataFieldSummary, MetadataType } from '../../types/index.js';
import type { Tables } from '../tables.js';
import { byFrequency, compare, type CountedValue, isScalar, type Scalar } from '../../metadata-values.js';
import { keyLabel, numberLabel, typeLabels } from './labels.js';

/** Newest pictures with a key that are looked at for values that only one picture has: those are in no index. */
const LOOKED_AT = 256;

/** The most frequent keys, ties in the order of their code points, with the most frequent values of each. */
export async function summariseFields(
  db: Kysely<Tables>,
  first: number,
  valuesFirst: number,
): Promise<MetadataFieldSummary[]> {
  const keys = await db
    .selectFrom('label_count')
    .select(['key', 'n'])
    .where('value', 'is', null)
    .orderBy('n', 'desc')
    .orderBy('key')
    .limit(first)
    .execute();
  const fields = keys.map(({ key, n }) => summariseField(db, JSON.parse(key) as string, Number(n), valuesFirst));
  return (await Promise.all(fields)).sort((one, other) => other.count - one.count || compare(one.key, other.key));
}

async function summariseField(
  db: Kysely<Tables>,
  key: string,
  count: number,
  valuesFirst: number,
): Promise<MetadataFieldSummary> {
  const [types, values, range] = await Promise.all([
    typesOf(db, key),
    valuesOf(db, key, valuesFirst),
    rangeOf(db, key),
  ]);
  return { key, count, types, values, ...range };
}

async function typesOf(db: Kysely<Tables>, key: string): Promise<MetadataType[]> {
  const rows = await db
    .selectFrom('label_count')
    .select(['value', 'n'])
    .where('label', 'in', typeLabels(key))
    .execute();
  const types = rows.map(({ value, n }) => ({ type: (value ?? '').slice(1) as MetadataType, n: Number(n) }));
  return types.sort((one, other) => other.n - one.n || compare(one.type, other.type)).map(({ type }) => type);
}

/** Ties by type and value among those that are given; which of many that are equally frequent are given is the database's choice. */
async function valuesOf(db: Kysely<Tables>, key: string, first: number): Promise<CountedValue[]> {
  if (first === 0) return [];
  const { rows } = await sql<{ value: string; n: number }>`select value, n from label_count
    where key = ${JSON.stringify(key)} and substr(key, 1, 200) = substr(${JSON.stringify(key)}, 1, 200) and n > 1 and value is not null and substr(value, 1, 1) <> '#'
    order by n desc, value limit ${first}`.execute(db);
  const values = rows.map(({ value, n }): CountedValue => ({ value: JSON.parse(value) as Scalar, count: Number(n) }));
  if (values.length < first) values.push(...(await singleValues(db, key, values)));
  return values.sort(byFrequency).slice(0, first);
}

/** Values of the newest pictures with this key that no other picture has. @param others all that several have */
async function singleValues(db: Kysely<Tables>, key: string, others: readonly CountedValue[]): Promise<CountedValue[]> {
  const rows = await db
    .selectFrom('label')
    .innerJoin('image', 'image.position', 'label.image')
    .select('image.metadata')
    .where('label.label', '=', keyLabel(key))
    .orderBy('label.image', 'desc')
    .limit(LOOKED_AT)
    .execute();
  const known = new Set(others.map(({ value }) => value));
  const singles = new Set<Scalar>();
  for (const { metadata } of rows) {
    const value = (JSON.parse(metadata) as JsonObject)[key];
    for (const item of Array.isArray(value) ? value : [value])
      if (isScalar(item) && !known.has(item)) singles.add(item);
  }
  return [...singles].map((value) => ({ value, count: 1 }));
}

async function rangeOf(db: Kysely<Tables>, key: string): Promise<{ minimum: number | null; maximum: number | null }> {
  const numbers = sql`from label where label = ${numberLabel(key)} and number is not null`;
  // Two statements in one: together, a database would read all of the numbers.
  const { rows } = await sql<{ minimum: number | null; maximum: number | null }>`select
    (select min(number) ${numbers}) as minimum, (select max(number) ${numbers}) as maximum`.execute(db);
  return rows[0] ?? { minimum: null, maximum: null };
}
