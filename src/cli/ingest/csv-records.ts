import { pipeline, Readable } from 'node:stream';
import { parse } from 'csv-parse';

/** Where and how the rows of a CSV list begin. */
export interface CsvStart {
  readonly delimiter: string;
  /** Of the header, from 1. */
  readonly line: number;
}

/** The cells of every row, the header's first. @throws csv-parse's CsvError; whatever `text` throws */
export async function* records(
  text: AsyncIterable<string>,
  { delimiter, line }: CsvStart,
): AsyncIterable<readonly string[]> {
  const parser = parse({ delimiter, from_line: line, relax_column_count: true });
  yield* pipeline(Readable.from(text), parser, () => undefined) as AsyncIterable<readonly string[]>;
}
