/** Replaces every Blob in the variables by null and lists where each one stood. */
function extractFiles(value: unknown, path: string, found: Map<Blob, string[]>): unknown {
  if (value instanceof Blob) {
    found.set(value, [...(found.get(value) ?? []), path]);
    return null;
  }
  if (Array.isArray(value)) return value.map((item, index) => extractFiles(item, `${path}.${index}`, found));
  if (!isPlainObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, extractFiles(item, `${path}.${key}`, found)]),
  );
}

/** Dates and other objects with a JSON form of their own are left to JSON.stringify. */
function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** The header of a part has no form for control characters: one of them, and the server cannot read the request. */
const partName = (file: Blob): string =>
  file instanceof File ? file.name.replace(/(?![\t\r\n])\p{Cc}/gu, '_') : 'picture';

/**
 * The body of a GraphQL multipart request (github.com/jaydenseric/graphql-multipart-request-spec),
 * or undefined where the variables hold no file. A file that is used twice travels once. A request with it needs the
 * header `apollo-require-preflight: true`, and no Content-Type of your own.
 */
export function multipartBody(query: string, variables: unknown, operationName?: string): FormData | undefined {
  const files = new Map<Blob, string[]>();
  const cleaned = extractFiles(variables, 'variables', files);
  if (files.size === 0) return undefined;
  const form = new FormData();
  // The order is the specification's: servers read the fields as they come.
  form.append('operations', JSON.stringify({ query, variables: cleaned, operationName }));
  form.append('map', JSON.stringify(Object.fromEntries([...files.values()].map((paths, index) => [index, paths]))));
  [...files.keys()].forEach((file, index) => form.append(String(index), file, partName(file)));
  return form;
}
