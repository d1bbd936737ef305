import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { z } from 'zod';
import { listEntry, type ListLine } from './list-entry.js';

const FORM = '{"file": "picture.jpg", "metadata": {"price": 12}}';

/** Lines of a JSONL list (jsonlines.org): `{"file": …, "metadata": {…}}`, `fileName` where it is another. */
export async function* readJsonl(text: AsyncIterable<string>): AsyncIterable<ListLine> {
  let number = 0;
  for await (const line of createInterface({ input: Readable.from(text), crlfDelay: Infinity })) {
    number++;
    if (line.trim() === '') continue;
    yield { name: `line ${number}`, ...readLine(line) };
  }
}

function readLine(text: string) {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { fault: `This line is no JSON. Write one object a line: ${FORM}.` };
  }
  const { success, data, error } = listEntry.safeParse(value);
  return success ? { entry: data } : { fault: `${z.prettifyError(error)}. Write ${FORM}.` };
}
