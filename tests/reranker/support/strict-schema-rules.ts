/** The documented rules of strict schemas (platform.openai.com/docs/guides/structured-outputs#supported-schemas). */
type Fields = Record<string, unknown>;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const TYPES = new Set(['string', 'number', 'boolean', 'integer', 'object', 'array', 'null']);
const ANYWHERE = ['type', 'description', 'title', 'enum', 'const', 'anyOf', '$ref', '$defs', 'definitions'];
const KEYWORDS: Record<string, readonly string[]> = {
  string: ['pattern', 'format'],
  number: ['multipleOf', 'maximum', 'exclusiveMaximum', 'minimum', 'exclusiveMinimum'],
  integer: ['multipleOf', 'maximum', 'exclusiveMaximum', 'minimum', 'exclusiveMinimum'],
  object: ['properties', 'required', 'additionalProperties'],
  array: ['items', 'minItems', 'maxItems'],
};
const DEEPEST = 10;
const MOST_PROPERTIES = 5000;
const MOST_ENUM_VALUES = 1000;

/** What is wrong with a schema for `strict: true`; empty where nothing is. */
export function strictSchemaFaults(schema: unknown): string[] {
  if (!isFields(schema)) return ['schema: an object'];
  if (schema.type !== 'object' || schema.anyOf !== undefined) return ['schema: the root must be an object, not anyOf'];
  const size = { properties: 0, enumValues: 0 };
  const faults = faultsAt(schema, 'schema', 1, size);
  if (size.properties > MOST_PROPERTIES) faults.push(`schema: more than ${MOST_PROPERTIES} properties`);
  if (size.enumValues > MOST_ENUM_VALUES) faults.push(`schema: more than ${MOST_ENUM_VALUES} enum values`);
  return faults;
}

function faultsAt(
  schema: unknown,
  at: string,
  depth: number,
  size: { properties: number; enumValues: number },
): string[] {
  if (!isFields(schema)) return [`${at}: an object`];
  if (depth > DEEPEST) return [`${at}: nested deeper than ${DEEPEST}`];
  const types = Array.isArray(schema.type)
    ? schema.type.map(String)
    : schema.type === undefined
      ? []
      : [String(schema.type)];
  const faults = types.filter((type) => !TYPES.has(type)).map((type) => `${at}.type: ${type} is unknown`);
  if (types.length === 0 && !schema.anyOf && !schema.$ref && !schema.enum && schema.const === undefined)
    faults.push(`${at}.type: missing`);
  const allowed = new Set([...ANYWHERE, ...types.flatMap((type) => KEYWORDS[type] ?? [])]);
  faults.push(
    ...Object.keys(schema)
      .filter((key) => !allowed.has(key))
      .map((key) => `${at}.${key}: not supported`),
  );
  if (Array.isArray(schema.enum)) size.enumValues += schema.enum.length;
  if (types.includes('object')) {
    const properties = isFields(schema.properties) ? schema.properties : {};
    const names = Object.keys(properties);
    size.properties += names.length;
    if (schema.additionalProperties !== false) faults.push(`${at}.additionalProperties: must be false`);
    const required = Array.isArray(schema.required) ? schema.required.map(String) : [];
    if ([...names].sort().join() !== [...required].sort().join())
      faults.push(`${at}.required: must name every property`);
    for (const name of names) faults.push(...faultsAt(properties[name], `${at}.${name}`, depth + 1, size));
  }
  if (types.includes('array')) faults.push(...faultsAt(schema.items, `${at}.items`, depth + 1, size));
  if (Array.isArray(schema.anyOf))
    schema.anyOf.forEach((part, index) => faults.push(...faultsAt(part, `${at}.anyOf[${index}]`, depth, size)));
  return faults;
}
