import { SetupError } from '../../lib/errors.js';
import type { JsonObject } from '../../lib/json.js';
import { type CellType, ColumnTypes, valueOf } from './cell-types.js';
import { type CsvHeader, FILE, readHeader } from './csv-header.js';
import { type CsvStart, records } from './csv-records.js';
import type { ListLine } from './list-entry.js';

/** How a CSV list is to be read: a column `file`, and metadata, of one type in each column. */
export interface CsvForm extends CsvHeader {
  readonly types: readonly CellType[];
}

/**
 * Finds out by reading all of it.
 * @param textColumns stay text, whatever they look like
 * @throws SetupError LIST_UNREADABLE
 */
export async function readCsvForm(
  text: () => AsyncIterable<string>,
  path: string,
  textColumns: ReadonlySet<string>,
): Promise<CsvForm> {
  const start = await readHeader(text, path);
  const types = new ColumnTypes();
  for await (const { cells } of rows(text(), path, start)) types.add(cells);
  const typeOf = (name: string, index: number) => (textColumns.has(name) ? 'text' : types.of(index));
  return { ...start, types: start.header.map(typeOf) };
}

/** @throws SetupError LIST_UNREADABLE */
export async function* csvLines(text: AsyncIterable<string>, path: string, form: CsvForm): AsyncIterable<ListLine> {
  for await (const { number, cells } of rows(text, path, form)) {
    yield { name: `row ${number}`, ...readRow(cells, form) };
  }
}

/** The rows after the header that are not empty; spreadsheets keep those that were emptied. `number` as a spreadsheet shows it. */
async function* rows(text: AsyncIterable<string>, path: string, start: CsvStart) {
  let number = start.line - 1;
  try {
    for await (const cells of records(text, start)) {
      number++;
      if (number > start.line && cells.some((cell) => cell !== '')) yield { number, cells };
    }
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new SetupError('LIST_UNREADABLE', `${path} cannot be read after row ${number}: ${reason}.`, { cause });
  }
}

function readRow(cells: readonly string[], { header, types, delimiter }: CsvForm) {
  const surplus = cells.findIndex((cell, index) => cell !== '' && !header[index]);
  if (surplus >= 0) {
    const between = delimiter === '\t' ? 'a tab' : `"${delimiter}"`;
    return {
      fault: `Cell ${surplus + 1} belongs to no column. Name the column in the first row, or put quotes around a cell with ${between} in it.`,
    };
  }
  const file = cells[header.indexOf(FILE)];
  if (!file) return { fault: 'The cell "file" is empty. Write the path of a picture there.' };
  const values = header.flatMap((name, index) => {
    const cell = cells[index];
    return name === FILE || !cell ? [] : [[name, valueOf(cell, types[index] ?? 'text')]];
  });
  return { entry: { file, metadata: Object.fromEntries(values) as JsonObject } };
}
