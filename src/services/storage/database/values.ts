import { sql, type Kysely } from 'kysely';
import type { Statement } from './engine.js';
import type { TotalName, Tables } from './tables.js';

const SIZES = [1, 4, 16, 64, 256, 1024];
const LARGEST = 1024;

/**
 * Parts of a list for `in (…)`, filled up with a value that is in it already: statements of few sizes are prepared once each.
 */
export function chunks<T>(values: readonly T[]): T[][] {
  const parts: T[][] = [];
  for (let start = 0; start < values.length; start += LARGEST) {
    const part = values.slice(start, start + LARGEST);
    const size = SIZES.find((candidate) => candidate >= part.length) ?? LARGEST;
    const last = part.at(-1) as T;
    parts.push([...part, ...Array.from({ length: size - part.length }, () => last)]);
  }
  return parts;
}

/** One statement of one row of parameters, which runs for many rows: compiled once. */
export function each(statement: Statement, rows: readonly (readonly unknown[])[], expect?: number): Statement[] {
  return rows.length === 0 ? [] : [{ sql: statement.sql, parameters: [], each: rows, expect }];
}

const compiled = new WeakMap<object, Map<string, Statement>>();

/** Compiles a statement once for each database; its parameters are given with `each`. */
export function template(db: Kysely<Tables>, name: string, build: (db: Kysely<Tables>) => Statement): Statement {
  let known = compiled.get(db);
  if (known === undefined) compiled.set(db, (known = new Map()));
  let statement = known.get(name);
  if (statement === undefined) known.set(name, (statement = build(db)));
  return statement;
}

/** Adds to a total; gives its new value. */
export const addTo = (db: Kysely<Tables>, name: TotalName, by: number): Statement => ({
  ...sql`update total set value = value + ${by} where name = ${name} returning value`.compile(db),
  ...(name === 'change' && { announces: true }),
});

/** Value of a total, within a statement. */
export const totalOf = (name: TotalName) => sql<number>`(select value from total where name = ${sql.lit(name)})`;

/** Bytes of numbers; every platform that Node runs on is little-endian. */
export const bytesOf = (vector: Float32Array): Uint8Array =>
  new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength);

/** Numbers of bytes that begin wherever a driver has put them. */
export function vectorOf(bytes: Uint8Array): Float32Array {
  const { buffer, byteOffset, byteLength } = bytes;
  if (byteOffset % Float32Array.BYTES_PER_ELEMENT === 0)
    return new Float32Array(buffer as ArrayBuffer, byteOffset, byteLength / 4);
  return new Float32Array(new Uint8Array(bytes).buffer);
}
