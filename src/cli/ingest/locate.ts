import { stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { systemCode } from '../../lib/atomic-file.js';
import { childOf, type DiskPath, diskPath, entriesOf } from './disk-path.js';

/**
 * The file or folder that a person or a list means: the one of this very path; the one with `\` between folders, as lists from
 * Windows have it; or the only one that looks the same (its name is not UTF-8, or writes accents as characters of their own).
 */
export async function locate(path: string): Promise<DiskPath | undefined> {
  if (await exists(path)) return diskPath(path);
  const slashed = path.replaceAll('\\', '/');
  if (slashed !== path && (await exists(slashed))) return diskPath(slashed);
  return lookalike(slashed);
}

/** True also for what must not be looked at: whoever reads it is told why. */
function exists(path: DiskPath['path']): Promise<boolean> {
  return stat(path).then(
    () => true,
    (error: unknown) => !['ENOENT', 'ENOTDIR'].includes(systemCode(error) ?? ''),
  );
}

/** ASCII is written in one way only. */
const isAscii = (name: string) => /^[\0-\x7F]*$/.test(name);

async function lookalike(path: string): Promise<DiskPath | undefined> {
  const parent = dirname(path);
  if (isAscii(path) || parent === path) return undefined;
  const folder = (await exists(parent)) ? diskPath(parent) : await lookalike(parent);
  return folder && childNamed(folder, basename(path));
}

async function childNamed(folder: DiskPath, name: string): Promise<DiskPath | undefined> {
  const found: DiskPath[] = [];
  try {
    for await (const entry of entriesOf(folder)) {
      const child = childOf(folder, entry.name);
      if (looksLike(basename(child.shown), name) || entry.name.toString() === name) found.push(child);
    }
  } catch {
    return undefined;
  }
  return found.length === 1 ? found[0] : undefined;
}

const looksLike = (one: string, other: string) => one.normalize() === other.normalize();
