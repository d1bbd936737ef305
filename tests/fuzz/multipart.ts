import { mutateText, mutateValue } from './mutate.js';
import type { Random } from './random.js';
import type { FuzzRequest } from './request.js';
import { json, NASTY_WORDS } from './values.js';

interface Part {
  readonly name: string;
  readonly fileName?: string;
  readonly content: Buffer;
}

const BOUNDARY = 'fuzz-boundary';
/** A pixel, and what is none. */
const FILES = [
  Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  ),
  Buffer.from('iVBORw0KGgoAAAANSUhEUg', 'base64'),
  Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'),
  Buffer.alloc(0),
  Buffer.alloc(70_000, 1),
];

/** Where no upload may get to. */
const PATHS = [
  ...['variables.hasOwnProperty.call', 'variables.__proto__.x', 'variables.constructor.prototype.x', 'query', ''],
  ...['variables.images.length', 'variables.images.4000000000', 'variables.images.-1', 'variables.images.map.call'],
  ...['0.variables.image', 'variables', 'variables..', 'variables.image.upload.file', 'variables.one', 'variables.one'],
];

/** A request of the multipart protocol: parts that are missing, doubled, in the wrong order or cut off, maps that lead nowhere. */
export function multipartRequest(random: Random, operation: { query: string; variables: unknown }): FuzzRequest {
  const paths = uploadPaths(operation.variables, 'variables', 0);
  let map: unknown = Object.fromEntries(paths.map((path, index) => [String(index), [path]]));
  if (random.below(3) === 0) map = mutateValue(random, map);
  else if (random.below(4) === 0) map = { 0: [random.pick([...PATHS, ...paths]), random.pick(PATHS)] };
  const operations = random.below(6) === 0 ? mutateText(random, json(operation)) : json(operation);
  const parts: Part[] = [
    { name: 'operations', content: Buffer.from(operations) },
    { name: 'map', content: Buffer.from(json(map)) },
    ...paths.map((_, index) => file(random, String(index))),
  ];
  for (let changes = random.below(3); changes > 0; changes--) {
    const at = random.below(parts.length + 1);
    if (random.below(3) === 0) parts.splice(at, 1);
    else parts.splice(at, 0, file(random, random.pick(['0', '9', 'map', 'operations', ...NASTY_WORDS]).slice(0, 100)));
  }
  const body = encode(parts);
  const whole = random.below(5) > 0;
  return {
    method: 'POST',
    search: '',
    headers: {
      'content-type': `multipart/form-data; boundary=${BOUNDARY}`,
      ...(random.below(12) > 0 && { 'apollo-require-preflight': 'true' }),
    },
    body: whole ? body : body.subarray(0, random.below(body.length)),
  };
}

const file = (random: Random, name: string): Part => ({
  name,
  fileName: random.pick(['p.png', ...NASTY_WORDS]).slice(0, 200),
  content: random.pick(FILES),
});

/** Where an upload would be: keys of that name, and the variable that is one. */
function uploadPaths(value: unknown, path: string, depth: number): string[] {
  if (typeof value !== 'object' || value === null || depth > 5) return [];
  return Object.entries(value)
    .slice(0, 50)
    .flatMap(([key, element]) =>
      element === null && ['upload', 'one', 'base64'].includes(key)
        ? [`${path}.${key}`]
        : uploadPaths(element, `${path}.${key}`, depth + 1),
    );
}

function encode(parts: readonly Part[]): Buffer {
  const chunks = parts.flatMap(({ name, fileName, content }) => {
    const quoted = (value: string) => value.replaceAll(/["\r\n]/g, '%22');
    const disposition = `form-data; name="${quoted(name)}"${fileName === undefined ? '' : `; filename="${quoted(fileName)}"`}`;
    return [Buffer.from(`--${BOUNDARY}\r\nContent-Disposition: ${disposition}\r\n\r\n`), content, Buffer.from('\r\n')];
  });
  return Buffer.concat([...chunks, Buffer.from(`--${BOUNDARY}--\r\n`)]);
}
