/** What JSON writes with more bytes than the text has. */
// eslint-disable-next-line no-control-regex
const ESCAPED = /["\\\u0000-\u001f\ud800-\udfff]/;

/**
 * Bytes of a value as JSON in UTF-8, without writing it. Not by recursion: what a client nests is deeper than a stack.
 * @param most stops there; what is returned is then a larger number than this
 */
export function jsonBytes(value: unknown, most: number): number {
  let bytes = 0;
  const left = [value];
  while (left.length > 0 && bytes <= most) {
    const next = left.pop();
    if (typeof next !== 'object' || next === null || hasOwnForm(next)) {
      bytes += scalarBytes(next);
    } else if (Array.isArray(next)) {
      // Brackets, and a comma after all but the last.
      bytes += 1 + Math.max(1, next.length);
      for (const element of next) left.push(element);
    } else {
      const entries = Object.entries(next).filter(([, element]) => element !== undefined);
      // Braces, a colon each, and a comma after all but the last.
      bytes += 1 + Math.max(1, 2 * entries.length);
      for (const [key, element] of entries) {
        bytes += scalarBytes(key);
        left.push(element);
      }
    }
  }
  return bytes;
}

const hasOwnForm = (value: object): boolean => 'toJSON' in value && typeof value.toJSON === 'function';

function scalarBytes(value: unknown): number {
  if (typeof value === 'string' && !ESCAPED.test(value)) return Buffer.byteLength(value) + 2;
  return Buffer.byteLength(JSON.stringify(value) ?? 'null');
}
