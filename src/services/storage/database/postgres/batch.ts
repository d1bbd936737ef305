import type { Statement } from '../engine.js';
import { insertOf } from '../insert-of.js';

/** One message to the database. */
export interface Message {
  readonly text: string;
  readonly values: readonly unknown[];
}

/** Parameters of one message at most: their count has 16 bits. */
const MOST_PARAMETERS = 60_000;

/** The messages of a statement: one that runs for many rows takes them as a table, so that a thousand rows cost one. */
export function messagesOf({ sql, parameters, each }: Statement): Message[] {
  if (each === undefined) return [{ text: sql, values: parameters }];
  const together = Math.max(1, Math.floor(MOST_PARAMETERS / Math.max(1, each[0]?.length ?? 1)));
  const messages: Message[] = [];
  for (let start = 0; start < each.length; start += together) {
    messages.push(asTable(sql, each.slice(start, start + together)));
  }
  return messages;
}

function asTable(sql: string, rows: readonly (readonly unknown[])[]): Message {
  const values = rows.flat();
  const insert = insertOf(sql);
  if (insert !== undefined) {
    const { head, row, tail } = insert;
    const width = rows[0]?.length ?? 0;
    const tuples = rows.map((_, index) =>
      row.replaceAll(/\$(\d+)/g, (__, n: string) => `$${index * width + Number(n)}`),
    );
    return { text: `${head}${tuples.join(', ')}${tail}`, values };
  }
  const names = rows[0]?.map((_, index) => `p${index + 1}`).join(', ');
  const table = `(values ${typedTuples(rows)}) v(${names})`;
  // The last one: what is set may ask another table.
  const where = sql.lastIndexOf(' where ');
  const [head, tail] = [sql.slice(0, where), sql.slice(where)];
  if (where === -1 || !/^(update|delete) /.test(sql)) {
    throw new Error(`a statement that cannot run for many rows at once: ${sql}`);
  }
  const columns = (text: string) => text.replaceAll(/\$(\d+)/g, 'v.p$1');
  return { text: `${columns(head)} ${sql.startsWith('update') ? 'from' : 'using'} ${table}${columns(tail)}`, values };
}

function typedTuples(all: readonly (readonly unknown[])[]): string {
  const types = (all[0] ?? []).map((_, column) => typeOf(all.map((row) => row[column])));
  let parameter = 0;
  return all
    .map((row, index) => `(${row.map((_, column) => `$${++parameter}${index === 0 ? types[column] : ''}`).join(', ')})`)
    .join(', ');
}

/** Columns of a table of parameters are texts unless the first row says otherwise. */
function typeOf(column: readonly unknown[]): string {
  const values = column.filter((value) => value !== null);
  if (values.some((value) => value instanceof Uint8Array)) return '::bytea';
  if (values.length === 0 || values.some((value) => typeof value !== 'number')) return '::text';
  return values.every(Number.isSafeInteger) ? '::bigint' : '::double precision';
}
