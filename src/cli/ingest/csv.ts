import type { Readable } from 'node:stream';
import { parse } from 'csv-parse';
import { SetupError } from '../../lib/errors.js';
import type { JsonObject, JsonValue } from '../../services/storage/images.js';
import type { ListLine } from './list-entry.js';

const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/**
 * Rows of a CSV list (RFC 4180) whose header has a column `file`; the other columns are metadata. What reads as a number,
 * `true` or `false` is one; an empty cell is missing.
 * @throws SetupError LIST_UNREADABLE
 */
export async function* readCsv(stream: Readable, path: string): AsyncIterable<ListLine> {
  const rows = stream.pipe(parse({ bom: true, columns: true, relax_column_count: true, skip_empty_lines: true }));
  stream.on('error', (error) => rows.destroy(error));
  let number = 1;
  try {
    for await (const row of rows as AsyncIterable<Record<string, string | undefined>>) {
      number++;
      yield { name: `row ${number}`, ...readRow(row, path) };
    }
  } catch (error) {
    if (error instanceof SetupError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new SetupError('LIST_UNREADABLE', `${path} cannot be read after row ${number}: ${reason}.`, { cause: error });
  }
}

function readRow({ file, ...cells }: Record<string, string | undefined>, path: string) {
  if (file === undefined) {
    throw new SetupError('LIST_UNREADABLE', `${path} has no column named "file". Name it in the first row.`);
  }
  if (file === '') return { fault: 'The cell "file" is empty. Write the path of a picture there.' };
  const metadata: JsonObject = {};
  for (const [key, text] of Object.entries(cells)) if (text) metadata[key] = cellValue(text);
  return { entry: { file, metadata } };
}

function cellValue(text: string): JsonValue {
  if (NUMBER.test(text) && Number.isFinite(Number(text))) return Number(text);
  return text === 'true' ? true : text === 'false' ? false : text;
}
