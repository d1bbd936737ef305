/**
 * A name that occurs twice among the keys of a JSON object; JSON.parse would take the last without a word.
 * @param json valid JSON of an object
 */
export function repeatedKey(json: string): string | undefined {
  const seen = new Set<string>();
  let depth = 0;
  // Strings whole, so that braces inside them do not count; a string at depth 1 with a colon behind it is a key.
  for (const [token, key, colon] of json.matchAll(/("(?:[^"\\]|\\.)*")(\s*:)?|[{}[\]]/g)) {
    if (token === '{' || token === '[') depth += 1;
    else if (token === '}' || token === ']') depth -= 1;
    else if (depth === 1 && key !== undefined && colon !== undefined) {
      const name = JSON.parse(key) as string;
      if (seen.has(name)) return name;
      seen.add(name);
    }
  }
  return undefined;
}
