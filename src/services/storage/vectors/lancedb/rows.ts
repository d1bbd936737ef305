import {
  type Data,
  type DataType,
  Float32,
  Float64,
  type List,
  makeData,
  RecordBatch,
  type Schema,
  Struct,
  Table,
  Utf8,
} from 'apache-arrow';
import type { IndexRow } from '../engine.js';

/**
 * Rows as LanceDB takes them, column by column: from objects it makes them value by value, which takes four times as long as writing
 * them. @param schema that of `tableSchema`
 */
export function tableOf(schema: Schema, rows: readonly IndexRow[]): Table {
  const keys = rows.map(({ numbers }) => [...numbers.keys()]);
  const numbers = rows.map((row) => [...row.numbers.values()]);
  const columns: Record<string, (type: DataType) => Data> = {
    id: () => texts(rows.map(({ id }) => id)),
    vector: (type) =>
      vectors(
        type,
        rows.map(({ embedding }) => embedding),
      ),
    revision: () => texts(rows.map(({ revision }) => revision)),
    labels: (type) =>
      lists(
        type as List,
        rows.map(({ labels }) => labels),
        texts,
      ),
    number_keys: (type) => lists(type as List, keys, texts),
    numbers: (type) => lists(type as List, numbers, doubles),
  };
  const children = schema.fields.map(({ name, type }) => {
    const column = columns[name];
    if (column === undefined) throw new Error(`no values for the column ${name}`);
    return column(type);
  });
  const data = makeData({ type: new Struct(schema.fields), length: rows.length, nullCount: 0, children });
  return new Table(schema, new RecordBatch(schema, data));
}

function texts(values: readonly string[]): Data<Utf8> {
  const parts = values.map((value) => Buffer.from(value));
  const valueOffsets = offsets(parts);
  return makeData({
    type: new Utf8(),
    length: values.length,
    nullCount: 0,
    valueOffsets,
    data: Buffer.concat(parts),
  });
}

function doubles(values: readonly number[]): Data<Float64> {
  return makeData({ type: new Float64(), length: values.length, nullCount: 0, data: Float64Array.from(values) });
}

function vectors(type: DataType, values: readonly Float32Array[]): Data {
  const dimension = values[0]?.length ?? 0;
  const data = new Float32Array(values.length * dimension);
  for (const [row, value] of values.entries()) data.set(value, row * dimension);
  const child = makeData({ type: new Float32(), length: data.length, nullCount: 0, data });
  return makeData({ type, length: values.length, nullCount: 0, child } as never);
}

function lists<T>(type: List, values: readonly (readonly T[])[], child: (all: readonly T[]) => Data): Data {
  return makeData({
    type,
    length: values.length,
    nullCount: 0,
    valueOffsets: offsets(values),
    child: child(values.flat() as T[]),
  });
}

/** Where each one begins, and the last ends. */
function offsets(values: readonly { readonly length: number }[]): Int32Array {
  const starts = new Int32Array(values.length + 1);
  for (const [index, { length }] of values.entries()) starts[index + 1] = (starts[index] ?? 0) + length;
  return starts;
}
