import { unreadableRequest } from './multipart-fault.js';

/**
 * Before the paths of several files, Apollo Sandbox counts the variables, as if each were an operation of a batch:
 * github.com/apollographql/apollo-studio-community/issues/263.
 */
const OF_SANDBOX = /^\d+\.(?=variables\.)/;

type Container = Record<string, unknown>;

/**
 * Checks the field `map` of a multipart request (GraphQL multipart request specification) before uploads are placed by it: each
 * path has to end at a null of the client's own, so that none leads to a prototype or makes a list longer.
 * @param map such as `{"0": ["variables.file"]}`: paths by name of the part with the file
 * @returns the map without the files that no path leads to, or only paths that a later file takes over: nobody would read those
 * @throws LeopardError BAD_USER_INPUT
 */
export function checkMap(operations: unknown, map: unknown): Record<string, string[]> {
  if (!isContainer(map) || Array.isArray(map)) throw unreadableRequest('`map` is no object.');
  const files = new Map<string, string>();
  for (const [name, paths] of Object.entries(map)) {
    if (!Array.isArray(paths)) throw unreadableRequest(`\`map\` gives ${quoted(name)} no list of paths.`);
    for (const path of paths) files.set(checkPath(operations, path), name);
  }
  const taken = new Map<string, string[]>();
  for (const [path, name] of files) {
    const paths = taken.get(name);
    if (paths === undefined) taken.set(name, [path]);
    else paths.push(path);
  }
  return Object.fromEntries(taken);
}

function checkPath(operations: unknown, given: unknown): string {
  const path = typeof given === 'string' && !Array.isArray(operations) ? given.replace(OF_SANDBOX, '') : given;
  let there = operations;
  if (typeof path === 'string') for (const key of path.split('.')) there = own(there, key);
  if (typeof path !== 'string' || there !== null) {
    throw unreadableRequest(
      `there is no null at the path ${quoted(given)} of \`map\`. Put a null where the file belongs, such as {"variables": {"file": null}} for "variables.file".`,
    );
  }
  return path;
}

const isContainer = (value: unknown): value is Container => typeof value === 'object' && value !== null;

const own = (value: unknown, key: string): unknown =>
  isContainer(value) && Object.hasOwn(value, key) ? value[key] : undefined;

const quoted = (value: unknown) => JSON.stringify(String(value).slice(0, 100));
