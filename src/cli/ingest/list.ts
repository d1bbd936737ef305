import { extname } from 'node:path';
import { csvLines, readCsvForm } from './csv.js';
import { readJsonl } from './jsonl.js';
import type { ListLine } from './list-entry.js';
import type { Survey } from './survey.js';
import { decoderOf, type Encoding, encodingOf } from './text.js';
import type { IngestOptions } from './types.js';

/** The bytes of a list, as often as they are wanted. */
export interface ListSource {
  /** For messages, and the extension says what it is. */
  readonly name: string;
  open(): AsyncIterable<Uint8Array>;
}

/** A list that is understood. */
export interface List {
  readonly name: string;
  lines(): AsyncIterable<ListLine>;
}

export const isList = (path: string) => ['.jsonl', '.ndjson', '.csv', '.tsv'].includes(extname(path).toLowerCase());

/**
 * Looks through a list: what it is written in, and the types of its columns.
 * @throws SetupError LIST_UNREADABLE
 */
export async function openList(source: ListSource, { textColumns }: IngestOptions, survey: Survey): Promise<List> {
  const { name } = source;
  const encoding = await encodingOf(source.open());
  if (encoding === 'windows-1252') survey.notes.push(`${name} is not UTF-8: it is read as Windows-1252.`);
  const text = () => textOf(source, encoding);
  if (!['.csv', '.tsv'].includes(extname(name).toLowerCase())) {
    return { name, lines: () => readJsonl(text()) };
  }
  const form = await readCsvForm(text, name, textColumns);
  for (const column of form.header) survey.columns.add(column);
  return { name, lines: () => csvLines(text(), name, form) };
}

async function* textOf(source: ListSource, encoding: Encoding): AsyncIterable<string> {
  const decode = decoderOf(encoding);
  for await (const bytes of source.open()) yield decode(bytes);
  yield decode();
}
