/** Characters of a key. */
const LONGEST = 2000;

/**
 * What an estimator can see of the variables of an operation: all but their texts. Undefined where that is long, which is known without
 * looking at the rest: variables are as large as a request may be, and uploads among them lead to streams.
 */
export function variablesKey(variables: Readonly<Record<string, unknown>>): string | undefined {
  let key = '';
  const write = (value: unknown): boolean => {
    if (key.length > LONGEST) return false;
    if (typeof value === 'string') key += '"",';
    else if (typeof value !== 'object' || value === null) key += `${String(value)},`;
    else if (Array.isArray(value)) {
      key += '[';
      for (const element of value) if (!write(element)) return false;
      key += ']';
    } else {
      key += '{';
      for (const name in value) {
        key += `${JSON.stringify(name)}:`;
        if (!write((value as Record<string, unknown>)[name])) return false;
      }
      key += '}';
    }
    return true;
  };
  return write(variables) && key.length <= LONGEST ? key : undefined;
}
