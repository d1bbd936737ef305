const CLOSING: Readonly<Record<string, string>> = { '{': '}', '[': ']' };

/**
 * The outermost `{…}` and `[…]` of a text, in order; one that is never closed reaches to the end. Brackets within JSON's
 * double quotes do not count.
 */
export function blocksIn(text: string): string[] {
  const blocks: string[] = [];
  const open: string[] = [];
  let start = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    if (quoted) {
      if (character === '\\') at++;
      else if (character === '"') quoted = false;
    } else if (character === '"' && open.length > 0) {
      quoted = true;
    } else if (character in CLOSING) {
      if (open.length === 0) start = at;
      open.push(CLOSING[character] ?? '');
    } else if (open.at(-1) === character) {
      open.pop();
      if (open.length === 0) blocks.push(text.slice(start, at + 1));
    }
  }
  if (open.length > 0) blocks.push(text.slice(start));
  return blocks;
}
