import { sql, type Kysely, type RawBuilder } from 'kysely';
import type { JsonObject } from '../../../../lib/json.js';
import type { MetadataFieldSummary, MetadataType } from '../../types/index.js';
import type { Tables } from '../tables.js';
import { byFrequency, compare, type CountedValue, isScalar, type Scalar } from '../../metadata-values.js';
import { keyLabel, numberLabel, typeLabels } from './labels.js';

/** Newest pictures with a key that are looked at for values that only one picture has: those are in no index. */
const LOOKED_AT = 256;

/** Those of a key itself; those of a value, itself or in a list. */
const KEYS = sql`value is null`;
const valuesUnder = (key: string) =>
  sql`key = ${JSON.stringify(key)} and value is not null and substr(value, 1, 1) <> '#'`;

interface Frequent {
  readonly key: string;
  readonly value: string | null;
  readonly n: number;
}

/**
 * Labels of some kind that most pictures have, ties in the order of their texts.
 * @param indexed `kind`, and that at least `least` have it, in the words of an index of `label_count`
 */
async function mostFrequent(
  db: Kysely<Tables>,
  {
    kind,
    indexed,
    least,
    first,
  }: { kind: RawBuilder<unknown>; indexed: RawBuilder<unknown>; least: number; first: number },
): Promise<Frequent[]> {
  // One of the first is among the first of `label_count`, or a pending picture has it: pending ones only raise counts.
  const { rows } = await sql<Frequent>`with counted as (
      select * from (select label, key, value, n from label_count where ${indexed} order by n desc, key, value limit ${first}) f
      union select label, key, value, n from label_count where label in (select label from pending_label where ${kind})
      union all select label, key, value, 1 from pending_label where ${kind})
    select key, value, sum(n) as n from counted group by label, key, value having sum(n) >= ${least}
    order by sum(n) desc, key, value limit ${first}`.execute(db);
  return rows.map((row) => ({ ...row, n: Number(row.n) }));
}

/** The most frequent keys, ties in the order of their code points, with the most frequent values of each. */
export async function summariseFields(
  db: Kysely<Tables>,
  first: number,
  valuesFirst: number,
): Promise<MetadataFieldSummary[]> {
  const keys = await mostFrequent(db, { kind: KEYS, indexed: KEYS, least: 1, first });
  const fields = keys.map(({ key, n }) => summariseField(db, JSON.parse(key) as string, n, valuesFirst));
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
    .selectFrom('counted_label')
    .select(({ fn }) => ['value', fn.sum('n').as('n')])
    .where('label', 'in', typeLabels(key))
    .groupBy(['label', 'value'])
    .execute();
  const types = rows.map(({ value, n }) => ({ type: (value ?? '').slice(1) as MetadataType, n: Number(n) }));
  return types.sort((one, other) => other.n - one.n || compare(one.type, other.type)).map(({ type }) => type);
}

/** Ties by type and value among those that are given; which of many that are equally frequent are given is the database's choice. */
async function valuesOf(db: Kysely<Tables>, key: string, first: number): Promise<CountedValue[]> {
  if (first === 0) return [];
  const kind = valuesUnder(key);
  const indexed = sql`${kind} and substr(key, 1, 200) = substr(${JSON.stringify(key)}, 1, 200) and n > 1`;
  const frequent = await mostFrequent(db, { kind, indexed, least: 2, first });
  const values = frequent.map(({ value, n }): CountedValue => ({ value: JSON.parse(value ?? '') as Scalar, count: n }));
  if (values.length < first) values.push(...(await singleValues(db, key, values)));
  return values.sort(byFrequency).slice(0, first);
}

/** Values of the newest pictures with this key that no other picture has. @param others all that several have */
async function singleValues(db: Kysely<Tables>, key: string, others: readonly CountedValue[]): Promise<CountedValue[]> {
  const { rows } = await sql<{ metadata: string }>`select image.metadata
    from (select image from labelled where label = ${keyLabel(key)} order by image desc limit ${LOOKED_AT}) newest
    join image on image.position = newest.image order by newest.image desc`.execute(db);
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
  const numbers = sql`where label = ${numberLabel(key)} and number is not null`;
  // Each in a statement of its own: together, a database would read all of the numbers.
  const { rows } = await sql<{ minimum: number | null; maximum: number | null }>`
    select min(minimum) as minimum, max(maximum) as maximum from (
      select (select min(number) from label ${numbers}) as minimum, (select max(number) from label ${numbers}) as maximum
      union all select min(number), max(number) from pending_label ${numbers}) ends`.execute(db);
  return rows[0] ?? { minimum: null, maximum: null };
}
