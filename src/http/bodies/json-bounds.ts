import { LeopardError } from '../../lib/errors.js';

/** What a JSON text may be made of. */
export interface JsonBounds {
  /** Levels of nesting. */
  readonly depth: number;
  /** Values, those within lists and objects counted. */
  readonly values: number;
}

const [QUOTE, BACKSLASH, COMMA] = [0x22, 0x5c, 0x2c];
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];

/**
 * Looks through a JSON text, which need not be right, before anything is made of it: what a parser makes of a few megabytes of
 * brackets takes seconds.
 * @param text UTF-8
 * @throws LeopardError LIMIT_EXCEEDED
 */
export function checkJsonBounds(text: Uint8Array, bounds: JsonBounds): void {
  let depth = 0;
  let values = 1;
  for (let at = 0; at < text.length; at++) {
    switch (text[at]) {
      case QUOTE:
        at = endOfText(text, at + 1);
        break;
      case OPEN_LIST:
      case OPEN_OBJECT:
        if (++depth > bounds.depth) throw beyond(`is nested more than ${bounds.depth} levels deep`, 'bodyDepth');
        values++;
        break;
      case CLOSE_LIST:
      case CLOSE_OBJECT:
        depth--;
        break;
      case COMMA:
        values++;
        break;
    }
    if (values > bounds.values) throw beyond(`has more than ${bounds.values} values`, 'bodyValues');
  }
}

/** The place of the quote that ends a text. `indexOf` goes through a base64 picture as fast as through memory. */
function endOfText(text: Uint8Array, start: number): number {
  for (let end = text.indexOf(QUOTE, start); end !== -1; end = text.indexOf(QUOTE, end + 1)) {
    let backslashes = 0;
    while (end - backslashes > start && text[end - 1 - backslashes] === BACKSLASH) backslashes++;
    if (backslashes % 2 === 0) return end;
  }
  return text.length;
}

const beyond = (what: string, limit: string) =>
  new LeopardError(
    'LIMIT_EXCEEDED',
    `The JSON of the request ${what} (status { limits { ${limit} } }). Send less in one request.`,
  );
