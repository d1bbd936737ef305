import { appendFile, readFile, rm } from 'node:fs/promises';
import { writeSynced } from '../../../lib/atomic-file.js';
import type { Group, GroupErrors } from './choose.js';

/** Errors of groups that were measured already, kept in a file for a run that was interrupted. */
export interface ErrorStore {
  get(group: Group): GroupErrors | undefined;
  set(group: Group, errors: GroupErrors): Promise<void>;
  /** All were measured and used. */
  remove(): Promise<void>;
}

interface Line extends GroupErrors {
  readonly weights: string;
}

/** `key`: all that the errors depend on. Those of another one are forgotten. */
export async function openErrorStore(path: string, key: string): Promise<ErrorStore> {
  const [first, ...lines] = (await readFile(path, 'utf8').catch(() => '')).split('\n');
  const known = new Map<string, GroupErrors>();
  if (first === key) for (const line of lines) read(line, known);
  else await writeSynced(path, `${key}\n`);
  return {
    get: (group) => known.get(nameOf(group)),
    set: async (group, errors) => {
      const weights = nameOf(group);
      if (known.has(weights)) return;
      known.set(weights, errors);
      await appendFile(path, `${JSON.stringify({ weights, ...errors } satisfies Line)}\n`);
    },
    remove: () => rm(path, { force: true }),
  };
}

const nameOf = ({ weights }: Group): string => weights.join(' ');

/** The last line of a run that was killed may be half a line. */
function read(line: string, known: Map<string, GroupErrors>): void {
  try {
    const { weights, int8, 'int8-rows': rows } = JSON.parse(line) as Line;
    if (Number.isFinite(int8) && Number.isFinite(rows)) known.set(weights, { int8, 'int8-rows': rows });
  } catch {
    return;
  }
}
