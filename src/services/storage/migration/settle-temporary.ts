import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { sha256 } from '../../../lib/hash.js';
import { originalKey } from '../types/index.js';
import { oldPaths, SHA256 } from './old-folder.js';

/**
 * Moves originals to their place whose record became durable before the move did, and removes what was never acknowledged or belongs
 * to a picture that was deleted: as every start of the old format does.
 */
export function settleTemporary(folder: string, pictures: ReadonlyMap<string, unknown>): void {
  const { temporary } = oldPaths(folder);
  for (const name of existsSync(temporary) ? readdirSync(temporary) : []) {
    const path = join(temporary, name);
    if (!SHA256.test(name)) continue;
    if (!pictures.has(name) || sha256(readFileSync(path)) !== name) {
      rmSync(path);
      continue;
    }
    const target = join(folder, originalKey(name));
    mkdirSync(dirname(target), { recursive: true });
    renameSync(path, target);
    const shelf = openSync(dirname(target), 'r');
    fsyncSync(shelf);
    closeSync(shelf);
  }
}
