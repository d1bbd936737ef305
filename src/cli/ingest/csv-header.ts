import { SetupError } from '../../lib/errors.js';
import { type CsvStart, records } from './csv-records.js';

/** The column with the path of the picture; a list without it is none. */
export const FILE = 'file';

export interface CsvHeader extends CsvStart {
  readonly header: readonly string[];
}

/** Comma (RFC 4180); semicolon, where the comma is a decimal sign; tab. */
const DELIMITERS = [',', ';', '\t'];

/**
 * The first row, by the delimiter that gives it a column `file`; of several, by the one that gives it most columns.
 * @throws SetupError LIST_UNREADABLE
 */
export async function readHeader(text: () => AsyncIterable<string>, path: string): Promise<CsvHeader> {
  // Excel's own word for its delimiter, where it stands before the header.
  const [, named] = /^sep=(.)\r?\n/i.exec(await startOf(text())) ?? [];
  const line = named === undefined ? 1 : 2;
  let best: CsvHeader | undefined;
  for (const delimiter of named === undefined ? DELIMITERS : [named]) {
    const header = await firstRow(text(), { delimiter, line });
    if (header.includes(FILE) && header.length > (best?.header.length ?? 0)) best = { delimiter, line, header };
  }
  if (best === undefined) {
    const message = `${path} has no column named "file", with a comma, semicolon or tab between columns. Name it in the first row.`;
    throw new SetupError('LIST_UNREADABLE', message);
  }
  const twice = best.header.find((name, index, names) => name !== '' && names.indexOf(name) !== index);
  if (twice === undefined) return best;
  throw new SetupError('LIST_UNREADABLE', `${path} has two columns named "${twice}". Rename one of them.`);
}

async function startOf(text: AsyncIterable<string>): Promise<string> {
  let start = '';
  for await (const part of text) {
    start += part;
    if (start.includes('\n') || start.length > 10) break;
  }
  return start;
}

async function firstRow(text: AsyncIterable<string>, start: CsvStart): Promise<string[]> {
  try {
    for await (const cells of records(text, start)) return cells.map((cell) => cell.trim());
  } catch {
    // Where another delimiter is meant, quotes are in wrong places.
  }
  return [];
}
