import { ConsistencyLevelEnum } from '@zilliz/milvus2-sdk-node';
import type { JsonObject, JsonValue } from '../../../../../lib/json.js';
import { type MilvusConnection } from '../connection.js';
import { keyLiteral, type KeyRange, rangeFilter, splitRange } from './key-ranges.js';
import type { ForeignLayout } from './layout.js';

/** The most rows that Milvus gives in one answer. */
const MOST_ROWS = 16_384;
/** Rows with their vectors in one answer: 256 of 4,096 numbers are 4 MiB. */
const ROWS_AT_A_TIME = 256;
/** Where Milvus puts fields that the collection does not declare. */
const DYNAMIC = '$meta';

export interface ForeignKey {
  readonly key: string;
  /** What the field with the path holds; undefined where it is no text. */
  readonly path: string | undefined;
}

export interface ForeignRow extends ForeignKey {
  /** `Float32Array [dimension]`, as it was stored. */
  readonly vector: Float32Array;
  /** All but the vector. */
  readonly fields: JsonObject;
}

/** Reads a collection that was not made by Leopard, and changes nothing of it. */
export class ForeignCollection {
  constructor(
    private readonly connection: MilvusConnection,
    readonly name: string,
    readonly layout: ForeignLayout,
    private readonly pathField: string,
    /** Gives back what was taken for reading. */
    private readonly release: () => Promise<void>,
  ) {}

  /** Keys and paths of all rows, in no order, some thousands at a time. */
  async *keys(): AsyncIterable<readonly ForeignKey[]> {
    const { key } = this.layout;
    const waiting: KeyRange[] = [{}];
    for (let range = waiting.shift(); range !== undefined; range = waiting.shift()) {
      const rows = await this.#query(rangeFilter(key, range), MOST_ROWS, [key.name, this.pathField]);
      const found = rows.map((row) => this.#keyOf(row));
      // Answers are in no order that could be relied on, so only one with room left is known to have all.
      if (rows.length < MOST_ROWS) yield found;
      else
        waiting.unshift(
          ...splitRange(
            key,
            range,
            found.map((row) => row.key),
          ),
        );
    }
  }

  /** Whole rows, in no order; those that are gone are left out. */
  async rows(keys: readonly string[]): Promise<ForeignRow[]> {
    const { key, vector, fields, dynamic } = this.layout;
    const rows: ForeignRow[] = [];
    for (let start = 0; start < keys.length; start += ROWS_AT_A_TIME) {
      const list = keys.slice(start, start + ROWS_AT_A_TIME).map((value) => keyLiteral(key, value));
      const wanted = [key.name, vector.name, ...fields.map(({ name }) => name), ...(dynamic ? [DYNAMIC] : [])];
      for (const row of await this.#query(`${key.name} in [${list.join(', ')}]`, list.length, wanted)) {
        const { [vector.name]: values, ...others } = row;
        rows.push({
          ...this.#keyOf(row),
          vector: Float32Array.from(values as number[]),
          fields: this.#fieldsOf(others),
        });
      }
    }
    return rows;
  }

  async close(): Promise<void> {
    await this.release();
  }

  async #query(filter: string, limit: number, fields: string[]): Promise<Record<string, unknown>[]> {
    const { data } = await this.connection.call((client) =>
      client.query({
        collection_name: this.name,
        filter,
        limit,
        output_fields: fields,
        // What a notebook has just inserted counts as well.
        consistency_level: ConsistencyLevelEnum.Strong,
      }),
    );
    return data;
  }

  /** Numbers as numbers, as far as they can be. */
  #fieldsOf(row: Record<string, unknown>): JsonObject {
    const fields = flat(row);
    for (const { name, long } of this.layout.fields) {
      const number = Number(fields[name]);
      if (long && typeof fields[name] === 'string' && Number.isSafeInteger(number)) fields[name] = number;
    }
    return fields;
  }

  #keyOf(row: Record<string, unknown>): ForeignKey {
    const path = flat(row)[this.pathField];
    return { key: String(row[this.layout.key.name]), path: typeof path === 'string' ? path : undefined };
  }
}

/** Fields that the collection does not declare come in an object of their own. */
function flat({ [DYNAMIC]: dynamic, ...declared }: Record<string, unknown>): JsonObject {
  return { ...(dynamic as JsonObject | undefined), ...(declared as Record<string, JsonValue>) };
}
