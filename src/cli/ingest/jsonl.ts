import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { z } from 'zod';
import { listEntry, type ListLine } from './list-entry.js';

const FORM = '{"file": "picture.jpg", "metadata": {"price": 12}}';

/** Lines of a JSONL list (jsonlines.org): `{"file": …, "metadata": {…}}`, `fileName` where it is another. */
export async function* readJsonl(stream: Readable): AsyncIterable<ListLine> {
  let number = 0;
  for await (const text of createInterface({ input: stream, crlfDelay: Infinity })) {
    number++;
    if (text.trim() === '') continue;
    yield { name: `line ${number}`, ...readLine(number === 1 ? text.replace(/^\uFEFF/, '') : text) };
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
