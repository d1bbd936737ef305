/** What a character takes at most: `\\u0000`. */
const CHARACTER = 6;
/** What a number, a truth value, null or a date takes at most: "-271821-04-20T00:00:00.000Z". */
const SCALAR = 29;

/**
 * Whether a value has more bytes than so many as JSON in UTF-8, without writing it.
 * @param most bytes
 */
export function exceedsJsonBytes(value: unknown, most: number): boolean {
  // Nearly every value is far from its limit, to which side ever, which bounds see in a fraction of the time.
  if (count(value, most, upperBound) <= most) return false;
  return count(value, most, lowerBound) > most || count(value, most, exact) > most;
}

/** Not by recursion: what a client nests is deeper than a stack. Stops where it is more than `most`. */
function count(value: unknown, most: number, bytesOf: (scalar: unknown) => number): number {
  let bytes = 0;
  const left = [value];
  while (left.length > 0 && bytes <= most) {
    const next = left.pop();
    if (typeof next !== 'object' || next === null || hasOwnForm(next)) {
      bytes += bytesOf(next);
    } else if (Array.isArray(next)) {
      // Brackets, and a comma after all but the last.
      bytes += 1 + Math.max(1, next.length);
      for (const element of next) left.push(element);
    } else {
      let keys = 0;
      for (const key of Object.keys(next)) {
        const element = (next as Record<string, unknown>)[key];
        if (element === undefined) continue;
        keys += 1;
        bytes += bytesOf(key);
        left.push(element);
      }
      // Braces, a colon each, and a comma after all but the last.
      bytes += 1 + Math.max(1, 2 * keys);
    }
  }
  return bytes;
}

const hasOwnForm = (value: object): boolean => 'toJSON' in value && typeof value.toJSON === 'function';

function upperBound(scalar: unknown): number {
  if (typeof scalar === 'string') return CHARACTER * scalar.length + 2;
  return typeof scalar === 'object' && scalar !== null && !(scalar instanceof Date) ? exact(scalar) : SCALAR;
}

const lowerBound = (scalar: unknown): number => (typeof scalar === 'string' ? scalar.length + 2 : 1);

const exact = (scalar: unknown): number => Buffer.byteLength(JSON.stringify(scalar) ?? 'null');
